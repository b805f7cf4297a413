import type { ReadEnvironmentFile } from '../../core/systemd/environment.ts';
import { parseEnvironmentFile } from '../../core/systemd/environment-file.ts';
import type { WrittenService } from '../../core/systemd/written-service.ts';
import type { Setting } from '../../model/host/systemd.ts';
import type { UnitFiles } from './unit-files.ts';

/** The files that were read, and the first that is missing although the unit needs it. */
export interface EnvironmentFiles {
  readonly read: readonly ReadEnvironmentFile[];
  readonly missing?: Setting<string>;
}

const MAX_BYTES = 1024 * 1024;
const MAX_MATCHES = 64;

/** Reads the files of `EnvironmentFile=`, whose names may be patterns. */
export function readEnvironmentFiles(files: UnitFiles, written: WrittenService): EnvironmentFiles {
  const read: ReadEnvironmentFile[] = [];
  let missing: Setting<string> | undefined;
  for (const { value, from } of written.environmentFiles) {
    const some = expandPattern(files, value.path).map((file) => readOne(files, file));
    if (!value.optional && (some.length === 0 || some.includes(undefined))) {
      missing ??= from === undefined ? { value: value.path } : { value: value.path, from };
    }
    read.push(...some.filter((one) => one !== undefined));
  }
  return missing === undefined ? { read } : { read, missing };
}

function readOne(files: UnitFiles, file: string): ReadEnvironmentFile | undefined {
  const read = files.readFile(file, MAX_BYTES);
  return read.ok ? { file, variables: parseEnvironmentFile(read.bytes.toString('utf8')) } : undefined;
}

/** glob(7) for `*`, `?` and `[…]`, one component at a time; a plain path is returned as it is. */
function expandPattern(files: UnitFiles, pattern: string): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  let paths = [''];
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    paths = paths.flatMap((directory) => matching(files, directory, part)).slice(0, MAX_MATCHES);
  }
  return paths.filter((path) => files.isPresent(path));
}

function matching(files: UnitFiles, directory: string, part: string): string[] {
  if (!/[*?[]/.test(part)) return [`${directory}/${part}`];
  const listed = files.listNow(directory === '' ? '/' : directory);
  if (!listed.ok) return [];
  return listed.names
    .filter((name) => matchesGlob(name, part))
    .sort()
    .map((name) => `${directory}/${name}`);
}

/** Whether a name fits one component of a pattern, in time that grows with the product of both lengths at most. */
function matchesGlob(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const parts = pattern.match(/\[!?\]?[^\]]*\]|./gsu) ?? [];
  let fits = new Set([0]);
  for (const part of parts) {
    if (part === '*') {
      const first = Math.min(...fits);
      fits = new Set(Array.from({ length: name.length - first + 1 }, (_, index) => first + index));
    } else {
      fits = new Set(
        [...fits].filter((at) => at < name.length && matchesOne(name.charAt(at), part)).map((at) => at + 1),
      );
    }
    if (fits.size === 0) return false;
  }
  return fits.has(name.length);
}

function matchesOne(character: string, part: string): boolean {
  if (part === '?') return true;
  if (part.length < 3) return part === character;
  const isNegative = part[1] === '!';
  const members = part.slice(isNegative ? 2 : 1, -1);
  const ranges = [...members.matchAll(/(.)-(.)|(.)/gsu)];
  const isMember = ranges.some(([, low, high, one]) =>
    one === undefined ? character >= (low ?? '') && character <= (high ?? '') : one === character,
  );
  return isMember !== isNegative;
}
