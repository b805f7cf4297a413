import { findElsewhere } from '../../core/advice/places/elsewhere.ts';
import { findMisspelled } from '../../core/advice/places/misspelled.ts';
import { splitSearchPath } from '../../core/go/path.ts';
import type { Explore } from '../../core/world.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import { onceEach } from '../../model/once-per.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { Explanations } from './explanations.ts';

/** Where files are that containerd does not find; each name is looked for once. */
export interface Elsewhere extends Pick<Explore, 'elsewhere' | 'misspelled'> {
  /** Looks again for each name that was asked: whether everything is where it was. */
  readonly isUnchanged: () => boolean;
}

/** How many names are looked for; each takes some milliseconds. */
const mostNames = 500;

/**
 * Looks for files as containerd's user finds them: in `askerPath`, the PATH of the user who asks, in the PATHs of other
 * containerds, and where programs usually are. A thousand runtimes that lack the same file cost as much as one; of many
 * thousand names that are missing, only the first ones are looked for, because it only helps to find a remedy.
 */
export function lookElsewhere(
  files: HostFiles,
  { user, path, otherPaths = [] }: Pick<ContainerdFacts, 'user' | 'path' | 'otherPaths'>,
  askerPath?: string,
): Elsewhere {
  const paths = [askerPath, ...otherPaths].filter((each) => each !== undefined);
  const search = { searched: splitSearchPath(path), otherPath: paths.length === 0 ? undefined : paths.join(':') };
  const list = (directory: string) => files.listings.names(directory);
  const host = { inspect: (file: string) => files.inspect(file, user), list };
  const elsewhere = rememberedSearch((name) => findElsewhere(name, host, search));
  const misspelled = rememberedSearch((name) => findMisspelled(name, host, search.searched));
  return {
    elsewhere: elsewhere.find,
    misspelled: misspelled.find,
    isUnchanged: () => elsewhere.isUnchanged() && misspelled.isUnchanged(),
  };
}

/** Searches for each of the first names once, and can search again for the same ones. */
function rememberedSearch(search: (name: string) => string[]) {
  const found = new Map<string, readonly string[]>();
  const limited = atMost(mostNames, search);
  const find = onceEach((name) => {
    const paths = limited(name);
    found.set(name, paths);
    return paths;
  });
  const isUnchanged = () => {
    const again = atMost(mostNames, search);
    return [...found].every(([name, paths]) => equalValues(paths, again(name)));
  };
  return { find, isUnchanged };
}

/** The same search, which finds nothing any more after so many names. */
function atMost(most: number, find: (name: string) => string[]): (name: string) => readonly string[] {
  let left = most;
  return (name) => {
    left -= 1;
    return left < 0 ? [] : find(name);
  };
}

/** Looks at the host beyond the search path; at each file once, so that one look does not contradict itself. */
export function exploreHost({ elsewhere, misspelled }: Elsewhere, explanations: Explanations): Explore {
  return {
    elsewhere,
    misspelled,
    explain: (file) => explanations.explain(file),
    readLink: (file) => explanations.readLink(file),
  };
}
