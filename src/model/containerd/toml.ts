/** Where something is written: the path of its file, as containerd opened it, line and column, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Placed {
  /** Where the key of this value is written. */
  readonly at: Place;
  /** Where the value itself begins; absent when that is `at`, as for a table or an element of an array. */
  readonly valueAt?: Place;
  /** The places whose value this one replaced, the oldest first; absent when it replaced none. */
  readonly replaced?: readonly Place[];
}

export interface TomlString extends Placed {
  readonly kind: 'string';
  readonly value: string;
}

/** Integers have 64 bits, more than a number of JavaScript holds. */
export interface TomlInteger extends Placed {
  readonly kind: 'integer';
  readonly value: bigint;
}

export interface TomlFloat extends Placed {
  readonly kind: 'float';
  readonly value: number;
}

export interface TomlBoolean extends Placed {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** A date or a time, as it is written. */
export interface TomlDate extends Placed {
  readonly kind: 'date';
  readonly form: 'datetime' | 'local datetime' | 'local date' | 'local time';
  readonly value: string;
}

export interface TomlArray extends Placed {
  readonly kind: 'array';
  readonly items: readonly TomlValue[];
  /** It is an array of tables: written with `[[name]]`, or in go-toml 1 an array that holds only inline tables. */
  readonly ofTables: boolean;
}

export interface TomlTable extends Placed {
  readonly kind: 'table';
  readonly entries: ReadonlyMap<string, TomlValue>;
  /** It is only written as the beginning of longer headers. */
  readonly implied?: true;
}

export type TomlValue = TomlString | TomlInteger | TomlFloat | TomlBoolean | TomlDate | TomlArray | TomlTable;
