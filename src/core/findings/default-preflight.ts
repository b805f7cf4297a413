import type { Resolution } from '../../model/resolution.ts';

/** What to do when dockerd cannot find the program of its default runtime. */
export const preflightAdvice =
  "Install what the default runtime's path names, or set another default, before dockerd is restarted";

/**
 * The error that stops dockerd when its default runtime has arguments and its program is missing; undefined when dockerd
 * starts. dockerd looks the default up when it sets up plugins, so the error of a container is an error of dockerd here.
 */
export function missingPreflight(defaultRuntime: Resolution | undefined): string | undefined {
  const error = defaultRuntime?.available === false ? defaultRuntime.error : undefined;
  const isPreflight = error?.startsWith('error while looking up the specified runtime path: ') === true;
  return isPreflight ? `couldn't create plugin manager: ${error}` : undefined;
}
