import type { Place } from '../../../../model/containerd/toml.ts';
import type { Cursor } from './cursor.ts';
import type { Key } from './keys.ts';
import { type Node, openTable, placed, type TableNode, tableNode } from './tree.ts';

/**
 * Puts keys and headers together as go-toml 1 does: a header is a duplicate only when it is written with the same
 * letters, a header may add to the table of a dotted key, and a dotted key may add to any table that is not inline.
 */
export class LooseTables {
  readonly root: TableNode;
  readonly #cursor: Cursor;
  readonly #seen = new Set<string>();
  /** How often each `[[name]]` was written: below a new one its headers may be written again. */
  readonly #begun = new Map<string, number>();
  #current: readonly string[] = [];

  constructor(cursor: Cursor, at: Place) {
    this.#cursor = cursor;
    this.root = tableNode('header', at);
  }

  /** `[key]` */
  header(key: Key, at: Place, written: string): void {
    const identity = this.#identity(written);
    if (this.#seen.has(identity)) this.#fail('duplicated tables');
    this.#seen.add(identity);
    if (this.#make(key, at).origin === 'inline') {
      this.#fail(`could not re-define exist inline table or its sub-table : ${key.join('.')}`);
    }
    this.#current = key;
  }

  /** `[[key]]` */
  arrayHeader(key: Key, at: Place, written: string): void {
    const parent = this.#make(key.slice(0, -1), at);
    const last = key.at(-1) ?? key[0];
    const known = parent.entries.get(last);
    const table = tableNode('header', at);
    if (known === undefined) parent.entries.set(last, { kind: 'array', items: [table], ofTables: true, at });
    else if (known.kind === 'array' && known.ofTables) known.items.push(table);
    else this.#fail(`key ${written} is already assigned and not of type table array`);
    this.#seen.add(this.#identity(written));
    this.#begun.set(written, (this.#begun.get(written) ?? 0) + 1);
    this.#current = key;
  }

  /** `key = value` */
  assign(key: Key, value: Node, at: Place): void {
    const path = [...this.#current, ...key.slice(0, -1)];
    const table = this.#make(path, at);
    const last = key.at(-1) ?? key[0];
    if (table.origin === 'inline') {
      const where = path.join('.');
      this.#fail(`could not add key or sub-table to exist inline table or its sub-table : ${where}`);
    }
    if (table.entries.has(last)) {
      this.#fail(`The following key was defined twice: ${[...path, last].join('.')}`);
    }
    table.entries.set(last, placed(value, at));
  }

  #fail(message: string): never {
    return this.#cursor.fail(message, this.#cursor.keyAt);
  }

  #make(path: readonly string[], at: Place): TableNode {
    let table = this.root;
    for (const part of path) {
      const known = table.entries.get(part);
      const next = known === undefined ? tableNode('implied', at) : openTable(known);
      if (next === undefined) this.#fail(`unknown type for path ${path.join('.')}`);
      if (known === undefined) table.entries.set(part, next);
      // What is below an inline table is closed as well.
      if (table.origin === 'inline') next.origin = 'inline';
      table = next;
    }
    return table;
  }

  #identity(written: string): string {
    const epochs: number[] = [];
    for (let dot = written.indexOf('.'); dot >= 0 && epochs.length < 100; dot = written.indexOf('.', dot + 1)) {
      epochs.push(this.#begun.get(written.slice(0, dot)) ?? 0);
    }
    return `${written}\n${epochs.join()}`;
  }
}
