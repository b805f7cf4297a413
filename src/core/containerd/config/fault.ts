import type { Place, TomlValue } from '../../../model/containerd/toml.ts';
import { defined } from '../../../model/defined.ts';

/** Why containerd, or a plugin of it, does not start, and the place that it is about where there is one. */
export interface ConfigFailure {
  readonly error: string;
  readonly at?: Place;
  /** A flag is wrong, and no file. */
  readonly isOfCommandLine?: true;
}

/** A failure that is about a value; a built-in value has no place. */
export function failure(error: string, about?: TomlValue): ConfigFailure {
  const at = about === undefined || about.at.line === 0 ? undefined : about.at;
  return defined({ error, at });
}

/** The same failure with more text in front of its error. */
export function prefixed(prefix: string, { error, at }: ConfigFailure): ConfigFailure {
  return defined({ error: prefix + error, at });
}
