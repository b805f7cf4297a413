import { fileNameOf } from '../../../../core/go/path.ts';
import type { PackageFacts } from '../../../../model/host/program.ts';
import type { ReadAt } from '../../../executables/executable-format.ts';
import type { HostFiles } from '../../../host-files.ts';
import { GiveWay } from '../../give-way.ts';
import type { PackageDatabase, Wanted } from '../package-database.ts';
import { berkeleyBlobs } from './berkeley-hash.ts';
import { rpmOwner } from './header.ts';
import { ndbBlobs } from './ndb.ts';
import { openSqlite } from './sqlite-pages.ts';
import { sqliteBlobs } from './sqlite-table.ts';

/** `%_dbpath` of older and newer distributions. */
const DIRECTORIES = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'];
/** More than any real database; a hostile one is not read further. */
const MAX_TOTAL_BYTES = 2 ** 31;

type Blobs = (readAt: ReadAt, readWal?: ReadAt) => Iterable<Buffer | undefined>;

const FORMATS: readonly { readonly file: string; readonly blobs: Blobs }[] = [
  { file: 'rpmdb.sqlite', blobs: sqlite },
  { file: 'Packages.db', blobs: ndbBlobs },
  { file: 'Packages', blobs: berkeleyBlobs },
];

/** The package manager of Fedora, RHEL and SUSE, with its three formats of database. */
export const rpm: PackageDatabase = {
  dependsOn: DIRECTORIES.flatMap((directory) => [
    ...FORMATS.map(({ file }) => `${directory}/${file}`),
    `${directory}/rpmdb.sqlite-wal`,
  ]),
  async find(files, wanted) {
    const owners = new Map<string, PackageFacts>();
    for (const directory of DIRECTORIES) {
      for (const { file, blobs } of FORMATS) await findIn(files, `${directory}/${file}`, blobs, wanted, owners);
    }
    return owners;
  },
};

async function findIn(
  files: HostFiles,
  file: string,
  blobs: Blobs,
  wanted: Wanted,
  owners: Map<string, PackageFacts>,
): Promise<void> {
  const search = (readAt: ReadAt, readWal?: ReadAt) => findOwners(blobs(bounded(readAt), readWal), wanted, owners);
  await files.openSlowly(file, async ({ readAt }) => {
    const wal = await files.openSlowly(`${file}-wal`, (log) => search(readAt, log.readAt));
    if (!wal.ok) await search(readAt);
  });
}

async function findOwners(
  blobs: Iterable<Buffer | undefined>,
  wanted: Wanted,
  owners: Map<string, PackageFacts>,
): Promise<void> {
  const names = [...wanted].map(([realPath, spellings]) => ({ realPath, spellings, ...marks(spellings) }));
  const turn = new GiveWay();
  for (const blob of blobs) {
    await turn.pause();
    if (blob === undefined) continue;
    for (const { realPath, spellings, baseNames } of names) {
      // Most headers do not have the name anywhere, and need not be parsed.
      if (owners.has(realPath) || !baseNames.some((name) => blob.includes(name))) continue;
      const owner = rpmOwner(blob, spellings);
      if (owner !== undefined) owners.set(realPath, owner);
    }
    if (owners.size === names.length) return;
  }
}

function marks(spellings: readonly string[]): { readonly baseNames: readonly Buffer[] } {
  const names = new Set(spellings.map((path) => fileNameOf(path)));
  return { baseNames: [...names].map((name) => Buffer.from(`${name}\0`)) };
}

function sqlite(readAt: ReadAt, readWal?: ReadAt): Iterable<Buffer | undefined> {
  const pages = openSqlite(readAt, readWal);
  return pages === undefined ? [] : sqliteBlobs(pages);
}

/** Reads until the whole of it is more than a real database has. */
function bounded(readAt: ReadAt): ReadAt {
  let left = MAX_TOTAL_BYTES;
  return (position, length) => {
    if (left <= 0 || !Number.isSafeInteger(position)) return Buffer.alloc(0);
    const bytes = readAt(position, length);
    // A read costs something even where it gives nothing.
    left -= bytes.length + 512;
    return bytes;
  };
}
