import type { TomlValue } from '../../../../model/containerd/toml.ts';

/** A key as TOML writes it: bare where that is possible, else in the quotes that every release reads. */
export function writeKey(key: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(key)) return key;
  // go-toml 1 does not decode escapes in keys.
  return /^[^'"\\\p{Cc}]*$/u.test(key) ? `"${key}"` : writeLiteral(key);
}

/** A text as TOML writes it. */
export function writeString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}

/** The header of a table. */
export function writeHeader(...path: readonly string[]): string {
  return `[${path.map(writeKey).join('.')}]`;
}

/** A value on one line. */
export function writeValue(value: TomlValue): string {
  switch (value.kind) {
    case 'string':
      return writeString(value.value);
    case 'array':
      return `[${value.items.map(writeValue).join(', ')}]`;
    case 'table':
      return `{ ${[...value.entries].map(([key, each]) => `${writeKey(key)} = ${writeValue(each)}`).join(', ')} }`;
    case 'integer':
    case 'boolean':
    case 'date':
      return String(value.value);
    case 'float':
      return writeFloat(value.value);
  }
}

function writeFloat(value: number): string {
  if (Number.isFinite(value)) return Number.isInteger(value) ? value.toFixed(1) : String(value);
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
}

function writeLiteral(key: string): string {
  return /^[^'\p{Cc}]*$/u.test(key) ? `'${key}'` : writeString(key);
}
