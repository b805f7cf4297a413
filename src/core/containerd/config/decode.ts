import type { Place, TomlArray, TomlTable, TomlValue } from '../../../model/containerd/toml.ts';
import { defined } from '../../../model/defined.ts';
import { sortedByCodePoint } from '../../code-points.ts';
import { durationError } from '../../go/duration.ts';
import { type Target, typeFault } from './decode-words.ts';
import { overlay } from './merge.ts';
import type { ConfigRelease } from './release.ts';
import { isOpaque } from './schema/server.ts';
import type { Scalar, Shape, StructShape } from './schema/shape.ts';
import { tomlTable } from './toml/value.ts';

/** A value of the wrong type: containerd does not start. */
export interface DecodeFault {
  readonly message: string;
  readonly panics?: true;
  readonly at: Place;
  /** Where the value begins, when the library says so. */
  readonly valueAt?: Place;
}

/** A key that containerd does not know. 2.x logs a warning for each, 1.x is silent. */
export interface UnknownKey {
  readonly key: readonly string[];
  readonly at: Place;
  readonly value: TomlValue;
}

/** The table with every known key in its own spelling and without the others, or the first fault. */
export type Decoded =
  | { readonly ok: true; readonly table: TomlTable; readonly unknown: readonly UnknownKey[] }
  | { readonly ok: false; readonly fault: DecodeFault };

/**
 * Decodes a table into a Go struct. `order` is the order in which keys are applied, which counts when one is given in
 * two spellings: as written (the file itself), or by bytes (the section of a plugin, which passed through a Go map).
 */
export function decode(table: TomlTable, shape: StructShape, release: ConfigRelease, order: 'file' | 'bytes'): Decoded {
  const decoder = new Decoder(release, order);
  const decoded = decoder.struct(table, shape, []);
  const [fault] = decoder.faults;
  return fault === undefined ? { ok: true, table: decoded, unknown: decoder.unknown } : { ok: false, fault };
}

/** The spellings of a key that go-toml 1 looks for, in this order. */
function spellings(name: string): string[] {
  return [name, name.toLowerCase(), name.toUpperCase(), name.charAt(0).toLowerCase() + name.slice(1)];
}

class Decoder {
  readonly faults: DecodeFault[] = [];
  readonly unknown: UnknownKey[] = [];
  readonly #release: ConfigRelease;
  readonly #order: 'file' | 'bytes';

  constructor(release: ConfigRelease, order: 'file' | 'bytes') {
    this.#release = release;
    this.#order = order;
  }

  struct(table: TomlTable, shape: StructShape, path: readonly string[]): TomlTable {
    const entries = new Map<string, TomlValue>();
    for (const [key, value] of this.#ordered(table)) {
      const name = this.#fieldName(key, table, shape);
      const field = name === undefined ? undefined : shape.fields.get(name);
      if (name === undefined || field === undefined) {
        this.#reportUnknown(value, [...path, key]);
        continue;
      }
      const target = { struct: shape.go, field: field.go, shape: field.shape };
      const decoded = this.#value(value, field.shape, target, [...path, key]);
      const known = entries.get(name);
      if (decoded !== undefined) entries.set(name, known === undefined ? decoded : overlay(known, decoded));
    }
    return { ...table, entries };
  }

  #ordered(table: TomlTable): readonly (readonly [string, TomlValue])[] {
    const entries = [...table.entries];
    return this.#order === 'file' ? entries : sortedByCodePoint(entries, ([key]) => key);
  }

  /** The field that a key is for; undefined when there is none, or when another key of the table comes first. */
  #fieldName(key: string, table: TomlTable, shape: StructShape): string | undefined {
    if (shape.fields.has(key)) return key;
    const lower = key.toLowerCase();
    const name = [...shape.fields.keys()].find((each) => each.toLowerCase() === lower);
    if (name === undefined || this.#release.keyCase === 'folded') return name;
    const first = spellings(name).find((spelling) => table.entries.has(spelling));
    return first === key ? name : undefined;
  }

  #reportUnknown(value: TomlValue, key: readonly string[]): void {
    // A section of a plugin is written again before it is decoded, with a header for each of its tables. 1.x reports none.
    const isHeader = this.#order === 'bytes' || this.#release.toml.loose;
    if (value.kind !== 'table' || value.implied !== true || isHeader) this.unknown.push({ key, at: value.at, value });
    const items = value.kind === 'array' && this.#mayHaveHeader(value) ? value.items : [];
    for (const table of [value, ...items]) {
      if (table.kind !== 'table') continue;
      for (const [name, each] of table.entries)
        if (this.#mayHaveHeader(each)) this.#reportUnknown(each, [...key, name]);
    }
  }

  #mayHaveHeader(value: TomlValue): boolean {
    if (value.kind !== 'array') return value.kind === 'table';
    if (this.#order === 'file') return value.ofTables;
    return value.items.length > 0 && value.items.every(({ kind }) => kind === 'table');
  }

  #value(value: TomlValue, shape: Shape, target: Target | undefined, path: readonly string[]): TomlValue | undefined {
    switch (shape.kind) {
      case 'any':
        return value;
      case 'struct':
        if (value.kind !== 'table') return this.#fault(value, shape, target);
        return isOpaque(shape) ? value : this.struct(value, shape, path);
      case 'map':
        return value.kind === 'table' ? this.#map(value, shape.of, target, path) : this.#fault(value, shape, target);
      case 'list':
        return this.#isListOf(shape.of, value)
          ? this.#list(value, shape.of, target, path)
          : this.#fault(value, shape, target);
      case 'duration':
      case 'plain-duration':
      case 'uint32':
      case 'bytes':
      case 'float':
      case 'string':
      case 'integer':
      case 'boolean':
        return this.#fits(value, shape.kind) ? value : this.#fault(value, shape, target);
    }
  }

  /** For go-toml 1 an empty array is not a list of tables. */
  #isListOf(of: Shape, value: TomlValue): value is TomlArray {
    return value.kind === 'array' && (of.kind !== 'struct' || value.ofTables || !this.#release.toml.loose);
  }

  #fits(value: TomlValue, kind: Scalar['kind']): boolean {
    // An integer is a number of nanoseconds, which go-toml 1 takes for Go's own type only.
    if (kind === 'duration' && value.kind === 'integer') return !this.#release.toml.loose;
    if (kind === 'plain-duration' && value.kind === 'integer') return true;
    if (kind.endsWith('duration')) return value.kind === 'string' && durationError(value.value) === undefined;
    // go-toml 1 does not accept an integer as a float.
    if (kind === 'float' && value.kind === 'integer') return !this.#release.toml.loose;
    if (kind === 'uint32') return value.kind === 'integer' && value.value >= 0n && value.value < 2n ** 32n;
    return value.kind === (kind === 'bytes' ? 'array' : kind);
  }

  #map(value: TomlTable, of: Shape, target: Target | undefined, path: readonly string[]): TomlTable {
    const inner = this.#release.toml.oldWords ? target : undefined;
    const entries = new Map<string, TomlValue>();
    for (const [key, each] of value.entries) {
      const decoded = this.#value(each, of, inner, [...path, key]);
      if (decoded !== undefined) entries.set(key, decoded);
    }
    return { ...tomlTable(entries, value.at), ...defined({ replaced: value.replaced }) };
  }

  #list(value: TomlArray, of: Shape, target: Target | undefined, path: readonly string[]): TomlValue {
    // go-toml 1 names the place of the key for an element too.
    const own = (item: TomlValue) => (this.#release.toml.loose ? { ...item, at: value.at } : item);
    const items = value.items.map((item) => this.#value(own(item), of, target, path));
    return { ...value, items: items.filter((item) => item !== undefined) };
  }

  #fault(value: TomlValue, shape: Shape, target: Target | undefined): undefined {
    const { toml } = this.#release;
    const fault = { ...typeFault(value, shape, target, toml), at: value.at };
    const placeless = toml.loose || (toml.oldWords && value.kind === 'array');
    this.faults.push(placeless ? fault : { ...fault, valueAt: value.valueAt ?? value.at });
    return undefined;
  }
}
