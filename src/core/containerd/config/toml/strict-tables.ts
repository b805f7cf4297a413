import type { Place } from '../../../../model/containerd/toml.ts';
import type { Cursor } from './cursor.ts';
import { TomlError } from './fault.ts';
import type { Key } from './keys.ts';
import { type Node, openTable, placed, type TableNode, tableNode } from './tree.ts';

/** Puts keys and headers together as TOML 1.0 says: nothing is defined twice. */
export class StrictTables {
  readonly root: TableNode;
  readonly #cursor: Cursor;
  #current: TableNode;
  /** The tables that dotted keys of the current header made: others of the same header may add to them. */
  #ownDotted = new Set<TableNode>();

  constructor(cursor: Cursor, at: Place) {
    this.#cursor = cursor;
    this.root = tableNode('header', at);
    this.#current = this.root;
  }

  /** `[key]` */
  header(key: Key, at: Place): void {
    const parent = this.#walk(key, at);
    const last = key.at(-1) ?? key[0];
    const known = parent.entries.get(last);
    if (known !== undefined) this.#checkHeader(known, last);
    const table = known?.kind === 'table' ? known : tableNode('header', at);
    table.origin = 'header';
    parent.entries.set(last, table);
    this.#enter(table);
  }

  /** `[[key]]` */
  arrayHeader(key: Key, at: Place): void {
    const parent = this.#walk(key, at);
    const last = key.at(-1) ?? key[0];
    const known = parent.entries.get(last);
    const table = tableNode('header', at);
    if (known === undefined) parent.entries.set(last, { kind: 'array', items: [table], ofTables: true, at });
    else if (known.kind === 'array' && known.ofTables) known.items.push(table);
    else this.#fail(`key ${last} already exists, but should be an array table`);
    this.#enter(table);
  }

  /** `key = value` */
  assign(key: Key, value: Node, at: Place): void {
    let table = this.#current;
    for (const part of key.slice(0, -1)) table = this.#dotted(table, part, at);
    const last = key.at(-1) ?? key[0];
    if (table.entries.has(last)) this.#fail(`key ${last} is already defined`);
    table.entries.set(last, placed(value, at));
  }

  #fail(message: string): never {
    const { dialect, keyAt } = this.#cursor;
    throw new TomlError(message, keyAt, dialect.oldWords ? 'placeless' : 'syntax');
  }

  #enter(table: TableNode): void {
    this.#current = table;
    this.#ownDotted = new Set();
  }

  #failOnValue(name: string): never {
    const { oldWords } = this.#cursor.dialect;
    return this.#fail(
      oldWords ? `expected ${name} to be a table, not a value` : `key ${name} already exists as a value`,
    );
  }

  #failOnTable(name: string): never {
    const { oldWords } = this.#cursor.dialect;
    const old = `cannot redefine table ${name} that has already been explicitly defined`;
    return this.#fail(oldWords ? old : `key ${name} is already defined`);
  }

  #walk(key: Key, at: Place): TableNode {
    let table = this.root;
    for (const part of key.slice(0, -1)) {
      const known = table.entries.get(part);
      const next = known === undefined ? tableNode('implied', at) : openTable(known);
      if (next === undefined || next.origin === 'inline') this.#failOnValue(part);
      table.entries.set(part, known ?? next);
      table = next;
    }
    return table;
  }

  #checkHeader(known: Node, name: string): void {
    if (known.kind !== 'table' || known.origin === 'inline') this.#failOnValue(name);
    if (known.origin === 'implied') return;
    const dotted = known.origin === 'dotted' && !this.#cursor.dialect.oldWords;
    this.#fail(`table ${name} already exists${dotted ? ' as defined by a dotted key' : ''}`);
  }

  #dotted(table: TableNode, part: string, at: Place): TableNode {
    const known = table.entries.get(part);
    if (known === undefined) {
      const made = tableNode('dotted', at);
      table.entries.set(part, made);
      this.#ownDotted.add(made);
      return made;
    }
    if (known.kind !== 'table' || known.origin === 'inline') this.#failOnValue(part);
    if (!this.#ownDotted.has(known)) this.#failOnTable(part);
    return known;
  }
}
