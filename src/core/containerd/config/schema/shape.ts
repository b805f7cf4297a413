/** What Go type a key of the configuration is decoded into, with the names that errors show. */
export type Shape = Scalar | ListShape | MapShape | StructShape;

export interface Scalar {
  /**
   * A `duration` is a string such as `1m30s`, and a `plain-duration` also a number of nanoseconds; `bytes` is a list of small
   * integers; `any` takes every value.
   */
  readonly kind:
    | 'string'
    | 'integer'
    | 'uint32'
    | 'boolean'
    | 'float'
    | 'duration'
    | 'plain-duration'
    | 'bytes'
    | 'any';
}

interface ListShape {
  readonly kind: 'list';
  readonly of: Shape;
}

interface MapShape {
  readonly kind: 'map';
  readonly of: Shape;
}

export interface StructShape {
  readonly kind: 'struct';
  /** `config.Runtime` */
  readonly go: string;
  readonly fields: ReadonlyMap<string, Field>;
}

/** A field of a Go struct: its name in Go and its shape. */
export interface Field {
  readonly go: string;
  readonly shape: Shape;
}

export const string: Shape = { kind: 'string' };
export const integer: Shape = { kind: 'integer' };
export const uint32: Shape = { kind: 'uint32' };
export const bytes: Shape = { kind: 'bytes' };
export const boolean: Shape = { kind: 'boolean' };
export const float: Shape = { kind: 'float' };
export const duration: Shape = { kind: 'duration' };
export const plainDuration: Shape = { kind: 'plain-duration' };
export const any: Shape = { kind: 'any' };
export const strings: Shape = { kind: 'list', of: string };

export function list(of: Shape): Shape {
  return { kind: 'list', of };
}

export function map(of: Shape): MapShape {
  return { kind: 'map', of };
}

/** A struct: for each key the name of its field in Go and its shape. */
export function struct(go: string, fields: Readonly<Record<string, readonly [go: string, shape: Shape]>>): StructShape {
  const entries = Object.entries(fields).map(([key, [name, shape]]) => [key, { go: name, shape }] as const);
  return { kind: 'struct', go, fields: new Map(entries) };
}

/** A struct with the fields of `base` and these. */
export function extended(base: StructShape, ...more: readonly (StructShape | undefined)[]): StructShape {
  const fields = [base, ...more].flatMap((each) => (each === undefined ? [] : [...each.fields]));
  return { ...base, fields: new Map(fields) };
}

/** The Go type of a shape, as errors show it. */
export function goType(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return 'string';
    case 'integer':
      return 'int';
    case 'uint32':
      return 'uint32';
    case 'bytes':
      return '[]uint8';
    case 'boolean':
      return 'bool';
    case 'float':
      return 'float64';
    case 'duration':
      return 'tomlext.Duration';
    case 'plain-duration':
      return 'time.Duration';
    case 'any':
      return 'interface {}';
    case 'list':
      return `[]${goType(shape.of)}`;
    case 'map':
      return `map[string]${goType(shape.of)}`;
    case 'struct':
      return shape.go;
  }
}
