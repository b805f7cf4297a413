import { defined } from '../../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { inSetting, type Keeper, keeperOf } from './keeper.ts';
import { restartOf } from './unit.ts';

/** What is known of the containerd of this host when advice on its configuration is made. */
export interface ConfigHost {
  readonly containerd: ContainerdFacts;
  readonly containerdConfig?: ConfigFacts | undefined;
}

/** A change of containerd's configuration. */
export interface ConfigEdit {
  /** The sentence; it gets the file to write into. */
  readonly text: string | ((file: string) => string);
  /** The file that containerd reads. */
  readonly file: string;
  /** The sentence names a line of that file, so it is about that file wherever the change is made. */
  readonly isOfLine?: boolean;
  /** What to write, without what a new file begins with. */
  readonly snippet?: string;
  /** The tables of the snippet are in no file yet; otherwise it shows a table or a key that a file may have. */
  readonly isNew?: boolean;
  /** What a file that does not exist yet begins with. */
  readonly begins?: string;
  /** The shell line to copy is the one that restarts containerd. */
  readonly restarts?: boolean;
}

/**
 * Advice to change a file of containerd's configuration. All advice that names such a file is made here, so that it fits
 * the hosts where somebody else writes the file.
 */
export function editConfig(edit: ConfigEdit, host: ConfigHost): Advice {
  const keeper = keeperOf(host.containerdConfig, host.containerd);
  const isWritten = edit.file === host.containerdConfig?.file || keeper?.alsoWrites?.test(edit.file) === true;
  if (keeper === undefined || !isWritten) return ownFile(edit, host);
  return inHome(edit, keeper, host);
}

/** The shell line after which a changed configuration counts. */
export function restartContainerd({ containerd, containerdConfig }: ConfigHost): string {
  const keeper = keeperOf(containerdConfig, containerd);
  const { unit = keeper?.unit, user } = containerd;
  return keeper?.restart ?? restartOf(unit === undefined ? { user } : { unit, user });
}

/** What to do about a main file that is not there, where its writer makes it at each start; undefined for an administrator's. */
export function letWrite(file: string, host: ConfigHost): Advice | undefined {
  const keeper = keeperOf(host.containerdConfig, host.containerd);
  if (keeper === undefined || keeper.home.kind === 'setting') return undefined;
  const { pid, unit = '', user } = host.containerd;
  const text = `${pid === undefined ? 'Start' : 'Restart'} ${keeper.who}: it writes "${file}" whenever it starts, before it starts containerd`;
  // Another service may start a containerd with this file.
  const writer = unit.includes(keeper.who.toLowerCase()) ? unit : keeper.unit;
  return { text, command: restartOf(defined({ unit: writer, user })) };
}

/** Whether somebody else writes the file, so that a program that edits it would change it in vain. */
export function isKept({ containerd, containerdConfig }: ConfigHost): boolean {
  return keeperOf(containerdConfig, containerd) !== undefined;
}

function ownFile({ text, file, snippet, begins, restarts }: ConfigEdit, host: ConfigHost): Advice {
  return defined({
    text: sentence(text, file),
    command: restarts === true ? restartContainerd(host) : undefined,
    file,
    snippet: snippet === undefined ? undefined : beginning(begins, snippet),
  });
}

function inHome(edit: ConfigEdit, { who, home }: Keeper, host: ConfigHost): Advice {
  const { text, file: written, isOfLine = false, snippet } = edit;
  const command = edit.restarts === true ? restartContainerd(host) : undefined;
  switch (home.kind) {
    case 'setting':
      return defined({
        text: inSetting(sentence(text, written), written, { who, home }),
        command: home.apply,
        snippet: snippet === undefined ? undefined : beginning(edit.begins, snippet),
      });
    case 'import':
      return defined({
        text: `${sentence(text, isOfLine ? written : home.file)}; ${who} writes "${written}" again whenever it starts`,
        command,
        file: isOfLine ? undefined : home.file,
        snippet: snippet === undefined ? undefined : beginning(`version = ${home.version}`, snippet),
      });
    case 'template': {
      const why = `${who} makes "${written}" from this template whenever it starts`;
      return defined({
        text: `${sentence(text, isOfLine ? written : home.file)}; ${why}${home.hasBase ? onBase(edit, who) : ''}`,
        command,
        file: home.file,
        snippet,
      });
    }
  }
}

/** The base has tables of its own, and a table that is written twice stops containerd. */
function onBase({ snippet, isNew }: ConfigEdit, who: string): string {
  if (isNew === true) return ', and a new template begins with {{ template "base" . }}';
  if (snippet === undefined) return '';
  return `. If {{ template "base" . }} makes this table, put the whole template of ${who} in place of that line and change the table there: containerd does not start with a table that is there twice`;
}

function sentence(text: ConfigEdit['text'], file: string): string {
  return typeof text === 'string' ? text : text(file);
}

function beginning(begins: string | undefined, snippet: string): string {
  return begins === undefined ? snippet : `${begins}\n\n${snippet}`;
}
