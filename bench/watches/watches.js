import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';

export const goal = 'inotify watches = unique directories of the search path and of the configuration files';

/** A merged-/usr search path: aliases of one directory, one twice, one missing. */
export async function run() {
  return withScratch(async (scratch) => {
    const directories = ['sbin', 'usr-bin', 'local', 'missing', 'usr-bin', 'alias'].map((name) => join(scratch, name));
    for (const name of ['sbin', 'usr-bin', 'local']) mkdirSync(join(scratch, name));
    symlinkSync('usr-bin', join(scratch, 'alias'));
    const options = isolatedOptions(scratch, directories);
    const server = await startServer(scratch, options);
    try {
      const unique = uniqueDirectories([...directories, ...['cwd', 'bin', 'etc'].map((name) => join(scratch, name))]);
      const ours = countWatches(server.pid);
      return [{ what: 'watches', unit: '', floor: unique, ours, goal: '= floor', met: ours === unique }];
    } finally {
      await server.stop();
    }
  });
}

function uniqueDirectories(directories) {
  const found = directories.map((directory) => statSync(directory, { throwIfNoEntry: false }));
  return new Set(found.filter(Boolean).map(({ dev, ino }) => `${dev}:${ino}`)).size;
}

/** Watches of all inotify instances of a process (proc(5), /proc/PID/fdinfo). */
function countWatches(pid) {
  const directory = `/proc/${pid}/fdinfo`;
  const descriptors = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  return descriptors.join('\n').match(/^inotify wd:/gm)?.length ?? 0;
}
