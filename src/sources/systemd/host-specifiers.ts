import { parseEnvironmentFile } from '../../core/systemd/environment-file.ts';
import type { Specifiers } from '../../core/systemd/specifiers.ts';
import type { UnitFiles } from './unit-files.ts';

const MAX_BYTES = 64 * 1024;

/**
 * Specifiers whose values lie in files of the host; `fragment` is the unit's file. A file is read when a unit uses its
 * specifier, which few do.
 */
export function hostSpecifiers(files: UnitFiles, fragment: string | undefined): Specifiers {
  return {
    get H() {
      return hostName(files);
    },
    get l() {
      return hostName(files)?.replace(/\..*$/s, '');
    },
    get m() {
      return firstLine(text(files, '/etc/machine-id'));
    },
    get b() {
      return firstLine(text(files, '/proc/sys/kernel/random/boot_id'))?.replaceAll('-', '');
    },
    get v() {
      return firstLine(text(files, '/proc/sys/kernel/osrelease'));
    },
    get o() {
      return release(files, 'ID');
    },
    get w() {
      return release(files, 'VERSION_ID');
    },
    get W() {
      return release(files, 'VARIANT_ID');
    },
    get A() {
      return release(files, 'IMAGE_VERSION');
    },
    get M() {
      return release(files, 'IMAGE_ID');
    },
    get B() {
      return release(files, 'BUILD_ID');
    },
    y: fragment,
    Y: fragment?.replace(/\/[^/]*$/, ''),
  };
}

function hostName(files: UnitFiles): string | undefined {
  return firstLine(text(files, '/proc/sys/kernel/hostname')) ?? firstLine(text(files, '/etc/hostname'));
}

/** Empty where the file of the release does not say it. */
function release(files: UnitFiles, name: string): string | undefined {
  const content = text(files, '/etc/os-release') ?? text(files, '/usr/lib/os-release');
  if (content === undefined) return undefined;
  return parseEnvironmentFile(content).findLast((variable) => variable.name === name)?.value ?? '';
}

function text(files: UnitFiles, path: string): string | undefined {
  const read = files.readFile(path, MAX_BYTES);
  return read.ok ? read.bytes.toString('utf8') : undefined;
}

function firstLine(content: string | undefined): string | undefined {
  const line = content?.split('\n', 1)[0]?.trim();
  return line === '' ? undefined : line;
}
