import type { Specifiers } from '../../core/systemd/specifiers.ts';
import { onceEach } from '../../model/once-per.ts';
import { readOsRelease } from '../os-release.ts';
import type { UnitFiles } from './unit-files.ts';

const MAX_BYTES = 64 * 1024;

/** How specifiers are read from the host, by their letter. */
const readers: Readonly<Record<string, (files: UnitFiles) => string | undefined>> = {
  H: hostName,
  l: (files) => hostName(files)?.replace(/\..*$/s, ''),
  m: (files) => firstLine(text(files, '/etc/machine-id')),
  b: (files) => firstLine(text(files, '/proc/sys/kernel/random/boot_id'))?.replaceAll('-', ''),
  v: (files) => firstLine(text(files, '/proc/sys/kernel/osrelease')),
  o: (files) => release(files, 'ID'),
  w: (files) => release(files, 'VERSION_ID'),
  W: (files) => release(files, 'VARIANT_ID'),
  A: (files) => release(files, 'IMAGE_VERSION'),
  M: (files) => release(files, 'IMAGE_ID'),
  B: (files) => release(files, 'BUILD_ID'),
};

/**
 * Specifiers whose values lie in files of the host; `fragment` is the unit's file. A file is read when a unit uses its
 * specifier, which few do, and once.
 */
export function hostSpecifiers(files: UnitFiles, fragment: string | undefined): Specifiers {
  const read = onceEach((letter) => readers[letter]?.(files));
  const ofHost = Object.keys(readers).map((letter) => [letter, { get: () => read(letter), enumerable: true }] as const);
  const ofUnit: Specifiers = { y: fragment, Y: fragment?.replace(/\/[^/]*$/, '') };
  return Object.defineProperties(ofUnit, Object.fromEntries(ofHost));
}

function hostName(files: UnitFiles): string | undefined {
  return firstLine(text(files, '/proc/sys/kernel/hostname')) ?? firstLine(text(files, '/etc/hostname'));
}

/** Empty where the file of the release does not say it. */
function release(files: UnitFiles, name: string): string | undefined {
  const variables = readOsRelease(files);
  return variables && (variables.get(name) ?? '');
}

function text(files: UnitFiles, path: string): string | undefined {
  const read = files.readFile(path, MAX_BYTES);
  return read.ok ? read.bytes.toString('utf8') : undefined;
}

function firstLine(content: string | undefined): string | undefined {
  const line = content?.split('\n', 1)[0]?.trim();
  return line === '' ? undefined : line;
}
