import type { Resolution } from '../../model/resolution.ts';

/** What to do about a default runtime whose program dockerd misses. */
export const preflightAdvice =
  "Install what the default runtime's path names, or set another default, before dockerd is restarted";

/**
 * What dockerd stops with where its default runtime has arguments and a program that is not there; undefined where it
 * does not. The default is asked for when plugins are set up: what only fails a container elsewhere fails dockerd here.
 */
export function missingPreflight(defaultRuntime: Resolution | undefined): string | undefined {
  const error = defaultRuntime?.available === false ? defaultRuntime.error : undefined;
  const isPreflight = error?.startsWith('error while looking up the specified runtime path: ') === true;
  return isPreflight ? `couldn't create plugin manager: ${error}` : undefined;
}
