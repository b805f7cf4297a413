import type * as fs from 'node:fs';
import fastGlob from 'fast-glob';
import { placeIn } from '../../model/place-in.ts';
import { shimPrefix } from '../../model/words.ts';
import { errnoOf } from '../errno.ts';
import type { HostFiles, ListedName } from '../host-files.ts';
import type { Result } from '../result.ts';
import { shimNamesIn } from './shim-names.ts';

type Names = Result<{ readonly names: readonly ListedName[] }>;

/**
 * Lists the names in a directory that start like a shim's, in byte order.
 *
 * fast-glob gets a `readdir` that returns only names with the prefix, which skips thousands of others in `/usr/bin`. The
 * directory is read without fast-glob when the path or a name is not valid text, or the glob changes a name.
 */
export async function scanDirectory(files: HostFiles, directory: string): Promise<Names> {
  const physical = files.physical(directory);
  const globbed = physical === undefined || physical.includes('\\') ? undefined : await globDirectory(physical);
  const listed = globbed ?? (await listPlainly(files, directory));
  if (!listed.ok) return listed;
  return { ok: true, names: sortNames(listed.names) };
}

async function globDirectory(cwd: string): Promise<Names | undefined> {
  let errno: string | undefined;
  let passed = 0;
  const readdir = ((path: string, _options: unknown, done: ReaddirDone) => {
    shimNamesIn(path).then(
      (shims) => {
        passed = shims.length;
        done(null, shims.map(globEntry));
      },
      (error) => {
        errno = errnoOf(error);
        done(error, []);
      },
    );
  }) as unknown as typeof fs.readdir;
  try {
    const names = await fastGlob(`${shimPrefix}*`, {
      cwd,
      fs: { readdir },
      deep: 1,
      unique: false,
      // A shim may be a link, which is followed later.
      onlyFiles: false,
      followSymbolicLinks: false,
    });
    // fast-glob ignores ENOENT, which must not look like an empty directory.
    if (errno !== undefined) return { ok: false, errno };
    const isWhole = names.length === passed && names.every((name) => !name.includes('\uFFFD'));
    return isWhole ? { ok: true, names: names.map(textName) } : undefined;
  } catch (error) {
    return { ok: false, errno: errno ?? errnoOf(error) };
  }
}

type ReaddirDone = (error: NodeJS.ErrnoException | null, entries: GlobEntry[]) => void;

/** The part of an entry that fast-glob uses; its type is irrelevant, because no subdirectory is read. */
type GlobEntry = Pick<fs.Dirent, 'name' | 'isDirectory' | 'isSymbolicLink'>;

function globEntry(latin1: string): GlobEntry {
  return {
    name: Buffer.from(latin1, 'latin1').toString(),
    isDirectory: () => false,
    isSymbolicLink: () => false,
  };
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
  const all: Item[] = [];
  let from = 0;
  for (const item of [...items].sort((a, b) => Buffer.compare(a.name.raw, b.name.raw))) {
    const place = placeIn(sorted, (other) => Buffer.compare(other.name.raw, item.name.raw) < 0);
    for (; from < place; from += 1) all.push(sorted[from] as Item);
    all.push(item);
  }
  return [...all, ...sorted.slice(from)];
}

/** Names in byte order. */
function sortNames(names: readonly ListedName[]): ListedName[] {
  return [...names].sort((a, b) => Buffer.compare(a.raw, b.raw));
}

/** A UTF-8 name in the form of a listing. */
export function textName(name: string): ListedName {
  return { name, utf8: true, raw: Buffer.from(name) };
}
