import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { shimPrefix } from '../../model/words.ts';

/** Entries that are read at once. */
const PART = 4096;

/**
 * File systems that give the type of each entry: ext2 to ext4, XFS, Btrfs, tmpfs and overlayfs. For the entries of others,
 * node:fs asks for the type of each one when it reads a directory in parts.
 *
 * Source: Linux `include/uapi/linux/magic.h`.
 */
const typed: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630]);

const readdir = promisify(fs.readdir);

/**
 * The names in a directory that start like a shim's, with a character for each byte, in any order. Thousands of other names
 * are not decoded, and not sorted where that can be avoided: readdir() of node:fs sorts them.
 */
export async function shimNamesIn(directory: string): Promise<string[]> {
  return (await readInParts(directory)) ?? (await readdir(directory, 'latin1')).filter(isShimName);
}

/** undefined where the directory must be read at once, which gives the error if there is one. */
async function readInParts(path: string): Promise<string[] | undefined> {
  let directory: fs.Dir | undefined;
  try {
    if (!typed.has(fs.statfsSync(path).type)) return undefined;
    directory = fs.opendirSync(path, { encoding: 'latin1', bufferSize: PART });
    return await namesOf(directory);
  } catch {
    return undefined;
  } finally {
    directory?.closeSync();
  }
}

async function namesOf(directory: fs.Dir): Promise<string[]> {
  const names: string[] = [];
  let entry = await directory.read();
  for (let count = 1; entry !== null; count += 1) {
    if (isShimName(entry.name)) names.push(entry.name);
    // Only the first entry of a part waits for the directory.
    entry = count % PART === 0 ? await directory.read() : directory.readSync();
  }
  return names;
}

function isShimName(name: string): boolean {
  return name.startsWith(shimPrefix);
}
