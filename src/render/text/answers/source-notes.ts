import type { Inventory } from '../../../model/inventory/inventory.ts';
import type { SourceState } from '../../../model/inventory/source.ts';
import { printable } from '../printable.ts';

const words: Readonly<Record<SourceState['state'], string>> = {
  read: 'Note',
  assumed: 'Assumed',
  absent: 'Not found',
  unreadable: 'Not read',
  stale: 'Out of date',
};

/**
 * What an answer rests on, below it: one line for each source that was not read as it should be, and for each version
 * that is assumed. Ends in a line break; empty when there is nothing to say.
 */
export function renderSourceNotes({ host, sources }: Pick<Inventory, 'host' | 'sources'>): string {
  return renderSources(sources) + renderLines(versionLines(host, sources));
}

/** One line for each source that was not read as it should be; empty when there is nothing to say. */
export function renderSources(sources: readonly SourceState[]): string {
  return renderLines(sources.flatMap(sourceLine));
}

function renderLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** An absent source without a message is one that a host may lack; a file says what is meant. */
function sourceLine({ source, state, file, message }: SourceState): string[] {
  if (message?.startsWith('Not asked, by ') === true) return [];
  if (state === 'read') return message === undefined ? [] : [`${words.read}: ${lowerFirst(message)} (${source})`];
  const what = message ?? (file === undefined ? undefined : `"${file}"`);
  if (what === undefined) return [];
  const where = file === undefined || what.includes(file) ? '' : `; "${file}"`;
  return [`${labelOf(state, what)}: ${lowerFirst(what)}${where} (${source})`];
}

/** A socket that this user may not connect to counts as absent, although it is there. */
function labelOf(state: SourceState['state'], what: string): string {
  if (isAboutEngine(what)) return words.read;
  return what.startsWith('No permission ') ? words.unreadable : words[state];
}

/** The file of another host's Engine, or of no Engine, is not missed here: the sentence says whose the Engine is. */
function isAboutEngine(message: string): boolean {
  return message.startsWith('The running Docker Engine ') || isWithoutDocker(message);
}

/** The sentence has the release whose rules are assumed. */
function isWithoutDocker(message: string): boolean {
  return message.startsWith('dockerd is neither running nor installed ');
}

/** A sentence continues behind its label; a name in capitals stays as it is. */
function lowerFirst(text: string): string {
  return /^(?:The|There|No|Cannot|Not|A|An) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function versionLines({ containerd, docker }: Inventory['host'], sources: readonly SourceState[]): string[] {
  const hasNone = sources.some(({ source, state }) => source === 'containerd-process' && state === 'absent');
  return [
    ...(containerd.versionSource === 'assumed' && !hasNone ? [assumedVersion('containerd', containerd.version)] : []),
    ...(docker.versionSource === 'assumed' && !sources.some(({ message = '' }) => isWithoutDocker(message))
      ? [assumedVersion('Docker', docker.version)]
      : []),
  ];
}

function assumedVersion(program: string, version: string): string {
  return `${words.assumed}: the rules of ${program} ${version}, because its version could not be read`;
}
