import { defined } from '../../../model/defined.ts';
import type { PackageFacts } from '../../../model/host/program.ts';

/** The package of a file in the Nix store, read from its path; undefined elsewhere. */
export function nixPackage(realPath: string): PackageFacts | undefined {
  const text = /^\/nix\/store\/[0-9a-z]{32}-([^/]+)\/./.exec(realPath)?.[1];
  if (text === undefined) return undefined;
  // A version begins after the first dash that no letter follows. Source: nix `src/libstore/names.cc`, `DrvName`.
  const dash = text.search(/-[^a-zA-Z]/);
  return defined({
    manager: 'nix',
    name: dash < 0 ? text : text.slice(0, dash),
    version: dash < 0 ? '' : text.slice(dash + 1),
  });
}
