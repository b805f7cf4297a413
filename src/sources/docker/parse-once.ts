import { isDeepStrictEqual } from 'node:util';
import type { Dockerd, DockerdRead } from '../../core/docker/config/dockerd.ts';
import type { ParseDockerd } from './read-dockerd.ts';

/** Parses only what differs from the last read: the same content gives the same `Dockerd` again. */
export function parseOnce(parse: ParseDockerd): ParseDockerd {
  let last: { readonly read: DockerdRead; readonly dockerd: Dockerd } | undefined;
  return (read) => {
    if (last === undefined || !isDeepStrictEqual(last.read, read)) last = { read, dockerd: parse(read) };
    return last.dockerd;
  };
}
