import { type Dirent, readdir } from 'node:fs';
import { promisify } from 'node:util';
import fastGlob from 'fast-glob';
import { placeIn } from '../../model/place-in.ts';
import { shimPrefix } from '../../model/words.ts';
import { errnoOf } from '../errno.ts';
import type { HostFiles } from '../host-files.ts';
import { type ListedName, textName } from '../listed-name.ts';
import type { Result } from '../result.ts';

/** The names in a directory, or why it cannot be read. */
export type Names = Result<{ readonly names: readonly ListedName[] }>;

const readNames = promisify(readdir);

/** More directories at once are not faster: the limit is processor time, not waiting. */
const CONCURRENCY = 4;

/** Lists the names in a directory that start like a shim's, in byte order. */
export async function scanDirectory(files: HostFiles, directory: string): Promise<Names> {
  const [listed] = await scanDirectories(files, [directory]);
  return listed as Names;
}

/**
 * The same for several directories, in their order.
 *
 * fast-glob gets a `readdir` that returns only names with the prefix, which skips thousands of others in `/usr/bin`. A
 * directory is read without fast-glob when its path or a name is not valid text, or the glob changes a name.
 */
export async function scanDirectories(files: HostFiles, directories: readonly string[]): Promise<Names[]> {
  if (directories.length === 0) return [];
  const globbed = await globDirectories(directories.map((path) => files.physical(path)));
  return await Promise.all(
    directories.map(async (directory, at) => {
      const listed = globbed[at] ?? (await listPlainly(files, directory));
      return listed.ok ? { ok: true, names: sortNames(listed.names) } : listed;
    }),
  );
}

/**
 * Globs once for all directories, because preparing a glob takes longer than reading a small directory: fast-glob walks a
 * tree in which each directory has its position as name. A directory whose names are not complete is undefined.
 */
async function globDirectories(directories: readonly (string | undefined)[]): Promise<(Names | undefined)[]> {
  const read = new Map<number, Result<{ readonly count: number }>>();
  const list = async (path: string): Promise<GlobEntry[]> => {
    if (path === '/') return [...directories.keys()].map((at) => globEntry(String(at), true));
    const at = Number(path.slice(1));
    const directory = directories[at];
    if (directory === undefined) return [];
    try {
      // Thousands of other names are not decoded.
      const shims = (await readNames(directory, 'latin1')).filter((name) => name.startsWith(shimPrefix));
      read.set(at, { ok: true, count: shims.length });
      return shims.map((name) => globEntry(Buffer.from(name, 'latin1').toString(), false));
    } catch (error) {
      read.set(at, { ok: false, errno: errnoOf(error) });
      return [];
    }
  };
  const readShims = ((path: string, _options: unknown, done: (error: null, entries: GlobEntry[]) => void) => {
    void list(path).then((entries) => done(null, entries));
  }) as unknown as typeof readdir;
  const paths = await fastGlob(`*/${shimPrefix}*`, {
    cwd: '/',
    fs: { readdir: readShims },
    concurrency: CONCURRENCY,
    deep: 2,
    unique: false,
    // A shim may be a link, which is followed later.
    onlyFiles: false,
    followSymbolicLinks: false,
  });
  const names = directories.map((): string[] => []);
  for (const path of paths) {
    const slash = path.indexOf('/');
    names[Number(path.slice(0, slash))]?.push(path.slice(slash + 1));
  }
  return names.map((found, at) => {
    const result = read.get(at);
    if (result === undefined || !result.ok) return result;
    const isWhole = found.length === result.count && found.every((name) => !name.includes('\uFFFD'));
    return isWhole ? { ok: true, names: found.map(textName) } : undefined;
  });
}

/** The part of an entry that fast-glob uses. */
type GlobEntry = Pick<Dirent, 'name' | 'isDirectory' | 'isSymbolicLink'>;

/** The types of shims are irrelevant, because no subdirectory is read. */
function globEntry(name: string, isDirectory: boolean): GlobEntry {
  return { name, isDirectory: () => isDirectory, isSymbolicLink: () => false };
}

async function listPlainly(files: HostFiles, directory: string): Promise<Names> {
  const listed = await files.list(directory);
  if (!listed.ok) return listed;
  return { ok: true, names: listed.names.filter(({ raw }) => raw.toString('latin1').startsWith(shimPrefix)) };
}

/** Something that has a listed name. */
interface OfName {
  readonly name: ListedName;
}

/** Puts items into a list that is in the byte order of their names. */
export function inserted<Item extends OfName>(sorted: readonly Item[], items: readonly Item[]): Item[] {
  const parts: (readonly Item[])[] = [];
  let from = 0;
  for (const item of [...items].sort((a, b) => Buffer.compare(a.name.raw, b.name.raw))) {
    const place = placeIn(sorted, (other) => Buffer.compare(other.name.raw, item.name.raw) < 0);
    parts.push(sorted.slice(from, place), [item]);
    from = place;
  }
  return [...parts, sorted.slice(from)].flat();
}

/** Names in byte order. */
function sortNames(names: readonly ListedName[]): ListedName[] {
  return [...names].sort((a, b) => Buffer.compare(a.raw, b.raw));
}
