import { parseEnvironmentFile } from '../core/systemd/environment-file.ts';
import type { HostFiles } from './host-files.ts';

const limitBytes = 64 * 1024;

/** What the operating system says about itself. Source: os-release(5). */
export function readOsRelease(files: Pick<HostFiles, 'readFile'>): ReadonlyMap<string, string> | undefined {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const read = files.readFile(path, limitBytes);
    if (!read.ok) continue;
    const variables = parseEnvironmentFile(read.bytes.toString('utf8'));
    return new Map(variables.map(({ name, value }) => [name, value]));
  }
  return undefined;
}
