import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { Cursor } from './cursor.ts';
import { type TomlDialect, tomlDialect } from './dialect.ts';
import { TomlError, type TomlFault } from './fault.ts';
import { type Key, readKey, splitLooseKey } from './keys.ts';
import { LooseTables } from './loose-tables.ts';
import { StrictTables } from './strict-tables.ts';
import { decodeDocument } from './text.ts';
import { finish } from './tree.ts';
import { readValue } from './values.ts';
import { passComment, passLineEnd, passNewLine, passNewLines, passSpace } from './white-space.ts';

export type ReadToml =
  | {
      readonly ok: true;
      readonly table: TomlTable;
      /** How many keys and values it has. */
      readonly nodes: number;
    }
  | { readonly ok: false; readonly fault: TomlFault };

/** Larger than any real configuration; a larger file is not read at all. */
export const maxTomlBytes = 128 * 1024;

/** Reads a TOML document as one version of go-toml does. Never throws; `file` is the path that its places carry. */
export function readToml(bytes: Uint8Array, file: string, dialect: TomlDialect = tomlDialect('2.4')): ReadToml {
  if (bytes.length > maxTomlBytes) return tooLarge();
  const text = decodeDocument(bytes, dialect);
  if (!text.ok) {
    return { ok: false, fault: { message: 'invalid UTF-8', row: text.row, column: text.column } };
  }
  const cursor = new Cursor(text.text, dialect);
  try {
    return { ok: true, table: readDocument(cursor, file), nodes: cursor.nodes };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { ok: false, fault: toFault(error, text.text) };
  }
}

function tooLarge(): ReadToml {
  const message = `the file is larger than ${maxTomlBytes} bytes`;
  return { ok: false, fault: { message, row: 1, column: 1, limit: true } };
}

function toFault(error: TomlError, text: string): TomlFault {
  const before = text.slice(0, error.at).split('\n');
  const fault = { message: error.message, row: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
  if (error.kind === 'placeless') return { ...fault, placeless: true };
  if (error.kind === 'panic') return { ...fault, panics: true };
  return error.kind === 'limit' ? { ...fault, limit: true } : fault;
}

function readDocument(cursor: Cursor, file: string): TomlTable {
  const root = { file, line: 1, column: 1 };
  const tables = cursor.dialect.loose ? new LooseTables(cursor, root) : new StrictTables(cursor, root);
  for (passSpace(cursor); !cursor.atEnd; passSpace(cursor)) {
    if (cursor.peek() === '#') passComment(cursor);
    else if (!passNewLine(cursor)) readExpression(cursor, file, tables);
  }
  const document = finish(tables.root);
  return document.kind === 'table' ? document : { kind: 'table', entries: new Map(), at: root };
}

function readExpression(cursor: Cursor, file: string, tables: LooseTables | StrictTables): void {
  cursor.count();
  const at = cursor.place(file);
  const array = cursor.skip('[[');
  if (!array && !cursor.skip('[')) {
    readAssignment(cursor, file, tables);
    passLineEnd(cursor);
    return;
  }
  const { key, written } = readHeader(cursor, array ? ']]' : ']');
  if (array) tables.arrayHeader(key, at, written);
  else tables.header(key, at, written);
  // go-toml 1 does not need a new line after a header.
  if (!cursor.dialect.loose) passLineEnd(cursor);
}

function readAssignment(cursor: Cursor, file: string, tables: LooseTables | StrictTables): void {
  const at = cursor.place(file);
  cursor.keyAt = cursor.at;
  const key = readKey(cursor);
  // go-toml 1 reads on over the end of the line when a blank is between the key and it.
  if (cursor.dialect.loose) passNewLines(cursor);
  else passSpace(cursor);
  if (!cursor.skip('=')) cursor.fail(noEquals(cursor));
  passSpace(cursor);
  tables.assign(key, readValue(cursor, file), at);
}

function noEquals(cursor: Cursor): string {
  return cursor.dialect.oldWords ? 'expected character =' : "expected '=' after key";
}

function readHeader(cursor: Cursor, close: ']' | ']]'): { key: Key; written: string } {
  cursor.keyAt = cursor.at;
  if (cursor.dialect.loose) return readLooseHeader(cursor, close);
  passSpace(cursor);
  const key = readKey(cursor);
  if (!cursor.skip(close)) {
    const end = cursor.atEnd ? ' but the document ended here' : '';
    cursor.fail(cursor.dialect.oldWords ? `expected character ]${end}` : "expected ']' to close table name");
  }
  return { key, written: '' };
}

/** go-toml 1 takes everything up to the first closing bracket, even inside quotes, and then looks at it. */
function readLooseHeader(cursor: Cursor, close: ']' | ']]'): { key: Key; written: string } {
  const what = close === ']' ? 'table' : 'table array';
  cursor.tokenAt = cursor.at;
  const written = cursor.match(/[^[\]]*/y);
  const end = cursor.peek();
  if (end === '') cursor.fail(`unexpected token unclosed ${what} key, was expecting a ${what} key`);
  if (end === '[') cursor.fail(`unexpected token ${what} key cannot contain ']', was expecting a ${what} key`);
  if (written === '') cursor.fail(`unexpected token "${close}", was expecting a ${what} key`);
  const key = splitLooseKey(cursor, written, 'invalid table array key');
  if (!cursor.skip(close)) cursor.fail(`unclosed ${what} key`);
  return { key, written };
}
