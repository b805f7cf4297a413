import { defined } from '../../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { type Keeper, keeperOf, nixStore, restartFor } from './keeper.ts';
import { restartContainerd } from './unit.ts';

interface Given {
  readonly containerd: ContainerdFacts;
  readonly containerdConfig?: ConfigFacts | undefined;
}

/** Advice is written for containerd.service and for files that an administrator keeps. This makes it fit the host. */
export function forThisHost(advice: readonly Advice[], { containerd, containerdConfig }: Given): Advice[] {
  if (advice.length === 0) return [];
  const keeper = keeperOf(containerdConfig, containerd);
  const restart = restartFor(keeper, containerd);
  return advice.map((each) => {
    const restarted = defined({ ...each, command: each.command && restartingWith(restart, each.command) });
    if (keeper !== undefined && containerdConfig !== undefined) return ofKeeper(restarted, keeper, containerdConfig);
    return ofNix(restarted);
  });
}

function restartingWith(restart: string, command: string): string {
  return command.endsWith(restartContainerd) ? command.slice(0, -restartContainerd.length) + restart : command;
}

/** A change goes where it lasts. A number of a line is one of the written file. */
function ofKeeper(advice: Advice, keeper: Keeper, config: ConfigFacts): Advice {
  const written = advice.file;
  if (written === undefined || !isWritten(written, config)) return advice;
  const { who, file, isTemplate, hasBase } = keeper;
  const isOfLine = /\bline \d/.test(advice.text);
  const text = isOfLine ? advice.text : advice.text.replaceAll(`"${written}"`, `"${file}"`);
  const base = hasBase ? ', and a new template begins with {{ template "base" . }}' : '';
  const why = isTemplate
    ? `${who} makes "${written}" from this template whenever it starts${base}`
    : `${who} writes "${written}" again whenever it starts`;
  const { file: _, snippet, ...rest } = advice;
  const target = isOfLine && !isTemplate ? undefined : file;
  const body = snippet === undefined ? undefined : snippetFor(snippet, written, keeper, config);
  return { ...rest, ...defined({ text: `${text}; ${why}`, file: target, snippet: body }) };
}

/** k0s keeps a second file where it runs. */
function isWritten(file: string, config: ConfigFacts): boolean {
  return file === config.file || file.startsWith('/run/k0s/');
}

/** A file that is imported needs the version of the file that has the same section. */
function snippetFor(snippet: string, written: string, { isTemplate }: Keeper, { inForce }: ConfigFacts): string {
  const body = snippet.replace(/^version = \d+\n+/, '');
  const version = inForce.files.find(({ path }) => path === written)?.version ?? 2;
  return isTemplate ? body : `version = ${version}\n\n${body}`;
}

function ofNix(advice: Advice): Advice {
  const { file, command: _, ...rest } = advice;
  if (file?.startsWith(nixStore) !== true) return advice;
  const option = file.endsWith('.json') ? 'virtualisation.docker.daemon' : 'virtualisation.containerd';
  const text = `${advice.text}; NixOS makes "${file}" from its configuration: set ${option}.settings there`;
  return { ...rest, text, command: 'nixos-rebuild switch' };
}
