import { posix } from 'node:path';
import { defined } from '../../../model/defined.ts';
import type { PackageFacts } from '../../../model/host/program.ts';
import type { PackageDatabase } from './package-database.ts';

const FILES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];
const MAX_BYTES = 64 * 1024 * 1024;

/** Alpine's package manager. */
export const apk: PackageDatabase = {
  dependsOn: FILES,
  async find(files, wanted) {
    const owners = new Map<string, PackageFacts>();
    for (const file of FILES) {
      const read = files.readFile(file, MAX_BYTES);
      if (!read.ok) continue;
      for (const [realPath, spellings] of wanted) {
        const owner = spellings.map((path) => apkOwner(read.bytes, path)).find((found) => found !== undefined);
        if (owner !== undefined && !owners.has(realPath)) owners.set(realPath, owner);
      }
    }
    return owners;
  },
};

/**
 * The package that has a file, in the text of apk's list of installed packages; undefined when none has it.
 *
 * A record has `P:` name and `V:` version, then `F:` for each directory, followed by `R:` for each file and `Z:` with its
 * digest (apk-tools `src/database.c`, `apk_db_fdb_read`). Records end with an empty line.
 */
export function apkOwner(installed: Buffer, path: string): PackageFacts | undefined {
  const line = Buffer.from(`\nR:${posix.basename(path)}\n`);
  for (let at = installed.indexOf(line); at >= 0; at = installed.indexOf(line, at + 1)) {
    const start = Math.max(0, installed.lastIndexOf('\n\n', at));
    const before = installed.subarray(start, at).toString('utf8');
    if (lastField(before, 'F') !== posix.dirname(path).slice(1)) continue;
    const name = firstField(before, 'P');
    const version = firstField(before, 'V');
    if (name === undefined || version === undefined) continue;
    const rest = installed.subarray(at + line.length, at + line.length + 256).toString('latin1');
    return defined({ manager: 'apk', name, version, recorded: recordedDigest(rest) });
  }
  return undefined;
}

function firstField(text: string, letter: string): string | undefined {
  return new RegExp(`^${letter}:(.*)$`, 'm').exec(text)?.[1];
}

function lastField(text: string, letter: string): string | undefined {
  const at = text.lastIndexOf(`\n${letter}:`);
  return at < 0 ? undefined : text.slice(at + 3).split('\n', 1)[0];
}

/** `Q1` begins a SHA-1, `Q2` a SHA-256, in base64 (apk-tools `src/blob.c`, `apk_blob_pull_digest`). */
function recordedDigest(linesAfter: string): PackageFacts['recorded'] {
  for (const line of linesAfter.split('\n')) {
    if (!/^[aZ]:/.test(line)) return undefined;
    const [, kind, base64 = ''] = /^Z:Q([12])([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    if (kind !== undefined) {
      return { algorithm: kind === '1' ? 'sha1' : 'sha256', digest: Buffer.from(base64, 'base64').toString('hex') };
    }
  }
  return undefined;
}
