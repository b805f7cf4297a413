import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a daemon or its `config dump` was seen to do; the file's own `meta` explains every field. */
export interface Dump {
  readonly exit: number;
  readonly error?: string;
  readonly panic?: string;
  readonly log?: readonly string[];
  readonly [field: string]: unknown;
}

export interface Run {
  readonly started: boolean;
  readonly error?: string;
  readonly panic?: string;
  readonly log?: readonly string[];
  readonly plugins?: 'all ok' | Readonly<Record<string, string>>;
  readonly plugin_errors?: Readonly<Record<string, string>>;
  readonly cri_served?: boolean;
  readonly cri?: ServedCri;
  readonly cri_loaded_not_served?: ServedCri;
  readonly address?: string;
  readonly opt_dir?: boolean;
}

export interface ServedCri {
  readonly default_runtime_name: string;
  readonly handlers: 'as dump' | Readonly<Record<string, Handler>>;
}

export type Handler = Readonly<Record<string, unknown>>;

export interface Expected {
  readonly dump: Dump;
  readonly dump_variants?: readonly Dump[];
  readonly run?: Run;
}

export interface Layout {
  readonly id: string;
  readonly files: readonly { readonly path: string; readonly content?: string; readonly content_base64?: string }[];
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly dirs?: readonly string[];
  readonly links?: readonly (readonly [link: string, target: string])[];
  readonly expect: Readonly<Record<string, Expected>>;
}

export interface Vectors {
  readonly meta: { readonly handler_keys_printed: Readonly<Record<string, readonly string[]>> };
  readonly vectors: readonly Layout[];
}

/** The directory that takes the place of `$ROOT`. */
export const root = '/the-root';

/** All recorded layouts, with `$ROOT` replaced. */
export function readVectors(): Vectors {
  const path = join(import.meta.dirname, '..', '..', 'fixtures', 'vectors', 'cri_config.json');
  return JSON.parse(readFileSync(path, 'utf8').replaceAll('$ROOT', root), withDates) as Vectors;
}

/** A dump and the status of CRI write the same date in two ways. */
function withDates(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$date' in value)) return value;
  return String(value.$date).replace(/\+00:00$/, 'Z');
}
