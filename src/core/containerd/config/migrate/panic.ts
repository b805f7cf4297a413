import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';

const goTypes = {
  string: 'string',
  integer: 'int64',
  float: 'float64',
  boolean: 'bool',
  array: '[]interface {}',
  table: 'map[string]interface {}',
} as const;

/** A failed type assertion of Go: it ends containerd. It never leaves the migration. */
export class PanicError extends Error {
  constructor(value: TomlValue, wanted: string) {
    super(`interface conversion: interface {} is ${goTypeOf(value)}, not ${wanted}`);
  }
}

function goTypeOf(value: TomlValue): string {
  if (value.kind !== 'date') return goTypes[value.kind];
  return value.form === 'datetime' ? 'time.Time' : 'toml.LocalDate';
}

/** The value as a table; a panic when it is something else. */
export function tableOf(value: TomlValue): TomlTable {
  if (value.kind !== 'table') throw new PanicError(value, 'map[string]interface {}');
  return value;
}
