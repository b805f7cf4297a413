/** A type of Go, as far as it decides what JSON fits; `goType` is its name in errors. */
export type Shape =
  | { readonly kind: 'scalar'; readonly goType: string; readonly json: 'string' | 'bool' | 'integer' }
  | TextShape
  | { readonly kind: 'list' | 'map'; readonly goType: string; readonly item: Shape }
  | { readonly kind: 'struct'; readonly goType: string; readonly fields: Readonly<Record<string, Shape>> }
  /** A type that reads its JSON itself, as a value of the first of these types that fits, or of the last. */
  | { readonly kind: 'own'; readonly as: readonly Shape[] }
  /** A number of bytes, which reads its JSON itself. */
  | { readonly kind: 'size' }
  | { readonly kind: 'any' };

/** A type that reads a text itself: its error, or that of dockerd where it panics. */
interface TextShape {
  readonly kind: 'text';
  readonly goType: string;
  readonly fault: (text: string) => string | undefined;
  readonly panic?: (text: string) => string | undefined;
}

export const text: Shape = { kind: 'scalar', goType: 'string', json: 'string' };
export const truth: Shape = { kind: 'scalar', goType: 'bool', json: 'bool' };
export const any: Shape = { kind: 'any' };

/** A whole number of 64 bits. */
export function integer(goType: 'int' | 'int64'): Shape {
  return { kind: 'scalar', goType, json: 'integer' };
}

export function listOf(goType: string, item: Shape): Shape {
  return { kind: 'list', goType: `[]${goType}`, item };
}

export function mapOf(goType: string, item: Shape): Shape {
  return { kind: 'map', goType: `map[string]${goType}`, item };
}

export function struct(goType: string, fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'struct', goType, fields };
}
