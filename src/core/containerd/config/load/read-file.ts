import type { Place, TomlTable } from '../../../../model/containerd/toml.ts';
import { errnoText } from '../../../go/errno-text.ts';
import { decode, type UnknownKey } from '../decode.ts';
import type { ConfigRelease } from '../release.ts';
import { serverShape } from '../schema/server.ts';
import type { TomlFault } from '../toml/fault.ts';
import { readToml } from '../toml/read-toml.ts';
import type { NamedFiles } from './files.ts';

/** Why loading ends. A missing file is special: `config dump` of 2.x then prints what it has. */
export interface LoadFailure {
  readonly kind: 'missing' | 'refuses' | 'panics' | 'unread';
  readonly error: string;
  readonly at?: Place;
  /** The pattern of `imports` that matches the file that cannot be read. */
  readonly pattern?: string;
}

export type ReadFile =
  | {
      readonly ok: true;
      readonly table: TomlTable;
      readonly unknown: readonly UnknownKey[];
      readonly bytes: number;
      /** How many keys and values it has. */
      readonly nodes: number;
    }
  | { readonly ok: false; readonly failure: LoadFailure };

/** Reads, parses and decodes one file. */
export function readConfigFile(path: string, files: NamedFiles, release: ConfigRelease): ReadFile {
  const content = files.read(path);
  if (!content.ok) return { ok: false, failure: unreadable(path, content.step, content.errno, release) };
  const file = files.locate(path);
  const parsed = readToml(content.bytes, file, release.toml);
  if (!parsed.ok) return { ok: false, failure: syntaxFailure(path, file, parsed.fault, release) };
  const decoded = decode(parsed.table, serverShape(release), release, 'file');
  if (decoded.ok) return { ...decoded, bytes: content.bytes.length, nodes: parsed.nodes };
  const { message, panics, at, valueAt } = decoded.fault;
  if (panics === true) return { ok: false, failure: { kind: 'panics', error: message, at } };
  const where = valueAt === undefined ? '' : ` at row ${valueAt.line} column ${valueAt.column}`;
  return { ok: false, failure: { kind: 'refuses', error: `failed to unmarshal TOML${where}: ${message}`, at } };
}

function unreadable(path: string, step: 'open' | 'read', errno: string, release: ConfigRelease): LoadFailure {
  const error = `${step} ${path}: ${errnoText(errno)}`;
  const kind = step === 'open' && errno === 'ENOENT' ? 'missing' : 'refuses';
  if (release.openFailed !== '') return { kind, error: `${release.openFailed}${path}: ${error}` };
  return { kind, error: step === 'open' ? error : `failed to unmarshal TOML: toml: ${error}` };
}

function syntaxFailure(path: string, file: string, fault: TomlFault, release: ConfigRelease): LoadFailure {
  const { message, row, column } = fault;
  const at = { file, line: row, column };
  if (fault.limit === true) return { kind: 'unread', error: `${path}: ${message}`, at };
  if (fault.panics === true) return { kind: 'panics', error: message, at };
  if (fault.placeless === true) return { kind: 'refuses', error: `failed to unmarshal TOML: toml: ${message}`, at };
  if (!release.toml.loose) {
    return { kind: 'refuses', error: `failed to unmarshal TOML at row ${row} column ${column}: toml: ${message}`, at };
  }
  const bare = message === 'invalid base' || message.startsWith('unhandled token');
  const where = bare ? '' : `(${row}, ${column}): `;
  return { kind: 'refuses', error: `failed to load TOML: ${path}: ${where}${message}`, at };
}
