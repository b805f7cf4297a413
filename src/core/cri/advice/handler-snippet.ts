import type { TomlTable, TomlValue } from '../../../model/containerd/toml.ts';
import { defined } from '../../../model/defined.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { type ConfigHost, editConfig, isKept } from '../../advice/host/edit-config.ts';
import { writeHeader, writeKey, writeString, writeValue } from '../../containerd/config/toml/write-toml.ts';
import type { HandlerHome } from './handler-home.ts';

/** The keys to write into the table of a handler, and into its options. */
export interface HandlerFields {
  readonly keys?: Values;
  readonly options?: Values;
}

type Values = Readonly<Record<string, string | boolean | number>>;

const runc: HandlerFields = { keys: { runtime_type: 'io.containerd.runc.v2' } };

/** Keys of a handler to write. */
interface HandlerEdit {
  /** The sentence; it gets the file to write into. */
  readonly text: (file: string) => string;
  readonly name: string;
  readonly fields: HandlerFields;
  readonly home: HandlerHome;
  /** No file has the table of the handler yet. */
  readonly isNew: boolean;
}

/** Advice to write keys of a handler into the file where this containerd reads them. */
export function writeHandler({ text, name, fields, home, isNew }: HandlerEdit, host: ConfigHost): Advice {
  const { file, versionLine: begins, replacesRunc } = home;
  // Who writes the file himself writes `runc`, too.
  const withRunc = replacesRunc && name !== 'runc' && !isKept(host);
  const tables = [...(withRunc ? tablesOf('runc', runc, home) : []), ...tablesOf(name, fields, home)];
  return editConfig(
    defined({
      text: (named: string) => `${text(named)}, then restart containerd`,
      file,
      snippet: `${tables.join('\n')}\n`,
      isNew,
      begins,
      restarts: true,
    }),
    host,
  );
}

function tablesOf(name: string, { keys = {}, options = {} }: HandlerFields, { section }: HandlerHome): string[] {
  return [...tableOf(pathOf(section, name), keys), ...tableOf([...pathOf(section, name), 'options'], options)];
}

function pathOf(section: string, name: string): string[] {
  return ['plugins', section, 'containerd', 'runtimes', name];
}

function tableOf(path: readonly string[], keys: Values): string[] {
  const lines = Object.entries(keys).map(([key, value]) => `${writeKey(key)} = ${scalar(value)}`);
  return lines.length === 0 ? [] : [writeHeader(...path), ...lines];
}

function scalar(value: string | boolean | number): string {
  return typeof value === 'string' ? writeString(value) : String(value);
}

/** The text of a whole handler as it is written, under another section. */
export function copyHandler(name: string, value: TomlValue, section: string): string {
  return `${value.kind === 'table' ? copyTable(pathOf(section, name), value).join('\n') : ''}\n`;
}

function copyTable(path: readonly string[], table: TomlTable): string[] {
  const entries = [...table.entries];
  const own = entries.flatMap(([key, value]) =>
    value.kind === 'table' ? [] : [`${writeKey(key)} = ${writeValue(value)}`],
  );
  const inner = entries.flatMap(([key, value]) => (value.kind === 'table' ? copyTable([...path, key], value) : []));
  return [...(own.length > 0 || inner.length === 0 ? [writeHeader(...path)] : []), ...own, ...inner];
}
