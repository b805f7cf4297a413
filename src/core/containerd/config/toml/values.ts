import { type Cursor, showCharacter } from './cursor.ts';
import { atDate, readDate } from './dates.ts';
import { readKey } from './keys.ts';
import { readNumber } from './numbers.ts';
import { readString } from './strings.ts';
import { InlineTable, type Node, scalarNode, type TableNode } from './tree.ts';
import { passNewLines, passSpace } from './white-space.ts';

/** Deeper values than any real configuration has; go-toml itself sets no limit. */
const maxDepth = 200;

/** Reads the value at the cursor. */
export function readValue(cursor: Cursor, file: string, depth = 0): Node {
  if (depth > maxDepth) cursor.limit(`values nested more than ${maxDepth} levels deep`);
  cursor.count();
  const at = cursor.place(file);
  const unit = cursor.peek();
  cursor.tokenAt = cursor.at;
  if (unit === '"' || unit === "'") return scalarNode({ kind: 'string', value: readString(cursor), at });
  if (unit === '[') return readArray(cursor, file, depth);
  if (unit === '{') return readInlineTable(cursor, file, depth);
  if (cursor.skip('true')) return scalarNode({ kind: 'boolean', value: true, at });
  if (cursor.skip('false')) return scalarNode({ kind: 'boolean', value: false, at });
  if (atDate(cursor)) return scalarNode({ ...readDate(cursor), at });
  if (!/[0-9+-]/.test(unit) && !cursor.startsWith('inf') && !cursor.startsWith('nan')) failOnValue(cursor, unit);
  return scalarNode({ ...readNumber(cursor), at });
}

function failOnValue(cursor: Cursor, unit: string): never {
  const { loose, oldWords, unhandledTokenPanics } = cursor.dialect;
  const unhandled = `unhandled token: ${unit === ',' ? '","' : unit}`;
  if (loose && unit === ',' && unhandledTokenPanics) cursor.panic(`${unhandled} [recovered]`);
  if (loose) cursor.fail(unit === ',' ? unhandled : `no value can start with ${unit}`);
  if (oldWords) cursor.fail(unit === '' ? 'expected value, not eof' : 'incomplete number');
  if (unit === ',') cursor.fail(`expected value but got ${showCharacter(unit)}`);
  return cursor.fail(`unexpected character ${showCharacter(unit)} at start of value`);
}

function readArray(cursor: Cursor, file: string, depth: number): Node {
  const at = cursor.place(file);
  const items: Node[] = [];
  cursor.at += 1;
  for (passNewLines(cursor); !cursor.skip(']'); passNewLines(cursor)) {
    items.push(readValue(cursor, file, depth + 1));
    passNewLines(cursor);
    if (!cursor.skip(',') && cursor.peek() !== ']')
      cursor.fail(cursor.dialect.loose ? 'missing comma' : 'array elements must be separated by commas');
  }
  // In go-toml 1 an array that holds only inline tables is the same as one written with [[name]].
  const ofTables = cursor.dialect.loose && items.length > 0 && items.every(({ kind }) => kind === 'table');
  return { kind: 'array', items, ofTables, at };
}

function readInlineTable(cursor: Cursor, file: string, depth: number): TableNode {
  const { loose, toml11 } = cursor.dialect;
  const newLines = loose || toml11;
  const table = new InlineTable(cursor, cursor.place(file));
  const pass = () => (newLines ? passNewLines(cursor) : passSpace(cursor));
  cursor.at += 1;
  pass();
  while (!cursor.skip('}')) {
    const at = cursor.place(file);
    const key = readKey(cursor);
    passSpace(cursor);
    if (!cursor.skip('=')) cursor.fail("expected '=' after key");
    passSpace(cursor);
    table.set(key, readValue(cursor, file, depth + key.length), at);
    pass();
    if (cursor.peek() === '}') continue;
    cursor.tokenAt = cursor.at;
    if (!cursor.skip(',')) cursor.fail(loose ? 'comma expected between fields in inline table' : "expected ',' or '}'");
    pass();
    if (cursor.peek() === '}' && !toml11) cursor.fail('trailing comma at the end of inline table');
  }
  return table.node;
}
