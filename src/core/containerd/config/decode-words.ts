import type { TomlValue } from '../../../model/containerd/toml.ts';
import { durationError } from '../../go/duration.ts';
import { goFloat } from '../../go/value.ts';
import { goType, type Shape } from './schema/shape.ts';
import type { TomlDialect } from './toml/dialect.ts';

/** The Go struct and field that a value is decoded into, as errors name it. */
export interface Target {
  readonly struct: string;
  readonly field: string;
  readonly shape: Shape;
}

/** A value of the wrong type in the words of go-toml; `panics` ends the process. */
export interface TypeFault {
  readonly message: string;
  readonly panics?: true;
}

/** Why go-toml cannot put `value` into `shape`, the value of `target` or an element of it. */
export function typeFault(value: TomlValue, shape: Shape, target: Target | undefined, dialect: TomlDialect): TypeFault {
  const length = shape.kind === 'duration' ? lengthFault(value, dialect) : undefined;
  if (dialect.loose) {
    const fault = length === undefined ? looseFault(value, shape) : `unmarshal text: ${length}`;
    return { message: `(${value.at.line}, ${value.at.column}): ${fault}` };
  }
  if (length !== undefined && value.kind === 'string') return { message: `toml: ${length}` };
  if (length !== undefined && !dialect.oldWords) return { message: length };
  if (shape.kind === 'uint32' && value.kind === 'integer') return { message: rangeFault(value.value, dialect) };
  if (dialect.oldWords) return oldFault(value, shape, target, dialect);
  if (isArrayOfTables(value)) return { message: 'toml: cannot store an array table in a map' };
  return { message: `toml: cannot decode TOML ${tomlName(value)} into ${place(target, shape)}` };
}

/** Why a value is not a length of time. The libraries read the text of a number or a truth value, too. */
function lengthFault(value: TomlValue, { loose }: TomlDialect): string | undefined {
  switch (value.kind) {
    case 'string':
      return durationError(value.value);
    case 'boolean':
    case 'integer':
      return durationError(String(value.value));
    case 'float': {
      const strict = Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
      return durationError(loose ? goFloat(value.value) : strict);
    }
    case 'date':
    case 'array':
    case 'table':
      return undefined;
  }
}

/** go-toml 2.2 and 2.3 name the field and its whole type, also for an element of it. */
function oldFault(value: TomlValue, shape: Shape, target: Target | undefined, dialect: TomlDialect): TypeFault {
  if (value.kind === 'boolean') return { message: `toml: cannot assign boolean to a ${value.value}` };
  if (value.kind === 'float') return { message: `toml: float cannot be assigned to ${goType(shape)}` };
  if (value.kind === 'date' && dialect.datePanics) {
    const type = value.form === 'datetime' ? 'time.Time' : `toml.${localTypes[value.form]}`;
    return { message: `reflect.Set: value of type ${type} is not assignable to type ${goType(shape)}`, panics: true };
  }
  return { message: `toml: cannot decode TOML ${tomlName(value)} into ${place(target, target?.shape ?? shape)}` };
}

const localTypes = { 'local date': 'LocalDate', 'local time': 'LocalTime', 'local datetime': 'LocalDateTime' } as const;

function place(target: Target | undefined, shape: Shape): string {
  if (target === undefined) return goType(shape);
  return `struct field ${target.struct}.${target.field} of type ${goType(shape)}`;
}

function isArrayOfTables(value: TomlValue): boolean {
  return value.kind === 'array' && value.ofTables;
}

function tomlName(value: TomlValue): string {
  if (value.kind === 'date') return value.form;
  return isArrayOfTables(value) ? 'array table' : value.kind;
}

function rangeFault(value: bigint, dialect: TomlDialect): string {
  const negative = value < 0n;
  if (!dialect.oldWords) return `toml: ${negative ? 'negative ' : ''}integer value ${value} cannot be stored in uint32`;
  return `toml: ${negative ? 'negative ' : ''}number ${value} does not fit in an uint32`;
}

function looseFault(value: TomlValue, shape: Shape): string {
  if (shape.kind === 'uint32' && value.kind === 'integer') {
    return `${value.value}(int64) ${value.value < 0n ? 'is negative so does not' : 'does not'} fit in uint32`;
  }
  const shown = `${show(value)}(${looseType(value)})`;
  if (value.kind === 'table') return `Can't convert ${shown} to a tree`;
  if (value.kind === 'array' && value.ofTables) return `Can't convert ${shown} to trees`;
  if (value.kind === 'array') return `Can't convert ${shown} to a slice`;
  return `Can't convert ${shown} to ${goType(shape)}${looseKind(shape)}${whyNoDuration(value, shape)}`;
}

function whyNoDuration(value: TomlValue, { kind }: Shape): string {
  return kind === 'plain-duration' && value.kind === 'string' ? `. ${durationError(value.value)}` : '';
}

function looseKind(shape: Shape): string {
  if (shape.kind === 'list' || shape.kind === 'bytes') return '(slice)';
  return shape.kind === 'map' ? '(map)' : '';
}

const looseTypes = {
  string: 'string',
  integer: 'int64',
  float: 'float64',
  boolean: 'bool',
  date: 'time.Time',
  table: '*toml.Tree',
};

function looseType(value: TomlValue): string {
  if (value.kind !== 'array') return looseTypes[value.kind];
  return value.ofTables ? '[]*toml.Tree' : '[]interface {}';
}

/** As Go prints it with `%v`; a table within an array is printed as TOML. */
function show(value: TomlValue): string {
  if (value.kind === 'array') return `[${value.items.map(show).join(' ')}]`;
  if (value.kind === 'float') return goFloat(value.value);
  if (value.kind === 'date') return showDate(value.value);
  if (value.kind !== 'table') return String(value.value);
  return [...value.entries]
    .map(([key, each]) => `${key} = ${each.kind === 'string' ? JSON.stringify(each.value) : show(each)}\n`)
    .join('');
}

function showDate(written: string): string {
  const zone = /(?:Z|z|[+-]\d\d:\d\d)$/.exec(written)?.[0] ?? '';
  const time = written.slice(0, written.length - zone.length).replace(/[Tt]/, ' ');
  return /^[Zz]$/.test(zone) ? `${time} +0000 UTC` : `${time} ${zone.replace(':', '')} ${zone.replace(':', '')}`;
}
