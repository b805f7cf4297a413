import type {
  Place,
  TomlArray,
  TomlBoolean,
  TomlDate,
  TomlFloat,
  TomlInteger,
  TomlString,
  TomlValue,
} from '../../../../model/containerd/toml.ts';
import type { Cursor } from './cursor.ts';
import type { Key } from './keys.ts';

/** How a table came to be, which decides what may be added to it later. */
type Origin = 'implied' | 'header' | 'dotted' | 'inline';

/** A value while its document is being read. */
export type Node = ScalarNode | ArrayNode | TableNode;

interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: TomlString | TomlInteger | TomlFloat | TomlBoolean | TomlDate;
  readonly at: Place;
}

interface ArrayNode {
  readonly kind: 'array';
  readonly items: Node[];
  readonly ofTables: boolean;
  readonly at: Place;
  readonly valueAt?: Place;
}

export interface TableNode {
  readonly kind: 'table';
  readonly entries: Map<string, Node>;
  readonly at: Place;
  readonly valueAt?: Place;
  origin: Origin;
}

export function scalarNode(value: ScalarNode['value']): Node {
  return { kind: 'scalar', value, at: value.at };
}

export function tableNode(origin: Origin, at: Place): TableNode {
  return { kind: 'table', entries: new Map(), at, origin };
}

/** The table that `[[name]]` last began, or the table itself; undefined for anything that has no entries to add to. */
export function openTable(node: Node | undefined): TableNode | undefined {
  if (node?.kind === 'table') return node;
  if (node?.kind !== 'array' || !node.ofTables) return undefined;
  const last = node.items.at(-1);
  return last?.kind === 'table' ? last : undefined;
}

/** Gives `value` the place of its key. */
export function placed(value: Node, at: Place): Node {
  const valueAt = value.at;
  return value.kind === 'scalar' ? { ...value, value: { ...value.value, at, valueAt }, at } : { ...value, at, valueAt };
}

/** The entries of an inline table. In go-toml 1 a key may be given twice: the last one counts. */
export class InlineTable {
  readonly node: TableNode;
  readonly #cursor: Cursor;

  constructor(cursor: Cursor, at: Place) {
    this.#cursor = cursor;
    this.node = tableNode('inline', at);
  }

  set(key: Key, value: Node, at: Place): void {
    const { loose } = this.#cursor.dialect;
    let table = this.node;
    for (const part of key.slice(0, -1)) {
      const known = table.entries.get(part);
      const next = openTable(known) ?? tableNode('dotted', at);
      if (known !== next && known !== undefined && !loose) this.#cursor.fail(`key ${part} already exists as a value`);
      if (!loose && next.origin !== 'dotted') this.#cursor.fail(`key ${part} already exists as a value`);
      table.entries.set(part, next);
      table = next;
    }
    const last = key.at(-1) ?? key[0];
    if (table.entries.has(last) && !loose) this.#cursor.fail(`key ${last} is already defined`);
    table.entries.set(last, placed(value, at));
  }
}

/** The finished value of a node. */
export function finish(node: Node): TomlValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') {
    const items = node.items.map(finish);
    const array: TomlArray = { kind: 'array', items, ofTables: node.ofTables, at: node.at };
    return node.valueAt === undefined ? array : { ...array, valueAt: node.valueAt };
  }
  const entries = new Map([...node.entries].map(([key, value]) => [key, finish(value)] as const));
  const table = { kind: 'table' as const, entries, at: node.at };
  return node.origin === 'implied' ? { ...table, implied: true } : table;
}
