import { parseEnvironmentFile } from '../../core/systemd/environment-file.ts';
import type { Specifiers } from '../../core/systemd/specifiers.ts';
import type { UnitFiles } from './unit-files.ts';

const MAX_BYTES = 64 * 1024;

/** Specifiers whose values lie in files of the host; `fragment` is the unit's file. */
export function hostSpecifiers(files: UnitFiles, fragment: string | undefined): Specifiers {
  const release = new Map(
    parseEnvironmentFile(text(files, '/etc/os-release') ?? text(files, '/usr/lib/os-release') ?? '').map(
      ({ name, value }) => [name, value],
    ),
  );
  const host = firstLine(text(files, '/proc/sys/kernel/hostname')) ?? firstLine(text(files, '/etc/hostname'));
  return {
    H: host,
    l: host?.replace(/\..*$/s, ''),
    m: firstLine(text(files, '/etc/machine-id')),
    b: firstLine(text(files, '/proc/sys/kernel/random/boot_id'))?.replaceAll('-', ''),
    v: firstLine(text(files, '/proc/sys/kernel/osrelease')),
    o: release.get('ID'),
    w: release.get('VERSION_ID'),
    W: release.get('VARIANT_ID'),
    y: fragment,
    Y: fragment?.replace(/\/[^/]*$/, ''),
  };
}

function text(files: UnitFiles, path: string): string | undefined {
  const read = files.readFile(path, MAX_BYTES);
  return read.ok ? read.bytes.toString('utf8') : undefined;
}

function firstLine(content: string | undefined): string | undefined {
  const line = content?.split('\n', 1)[0]?.trim();
  return line === '' ? undefined : line;
}
