import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compileFloor } from '../floor/compile.js';
import { writeShim } from '../shim-file.js';

const binary = 'containerd-shim-foo-v1';

/**
 * What can happen to a search path whose directories are `a` and `b` of the scratch directory.
 *
 * `prepare(scratch)` runs before the server starts, `operate(scratch, server)` is the change; `needsRescan` ones move
 * nothing that stat(2) of the directory shows.
 */
export const scenarios = [
  {
    what: 'rename in',
    prepare: (scratch) => writeShim(join(scratch, 'new')),
    operate: (scratch) => renameSync(join(scratch, 'new'), shim(scratch)),
  },
  {
    what: 'rename over',
    prepare: (scratch) => {
      writeShim(shim(scratch));
      writeShim(join(scratch, 'new'), 0o644);
    },
    operate: (scratch) => renameSync(join(scratch, 'new'), shim(scratch)),
  },
  {
    what: 'chmod -x',
    prepare: (scratch) => writeShim(shim(scratch)),
    operate: (scratch) => chmodSync(shim(scratch), 0o644),
  },
  {
    what: 'symbolic link replaced',
    prepare: (scratch) => {
      writeTargets(scratch);
      symlinkSync('../good', shim(scratch));
      symlinkSync('../bad', join(scratch, 'new'));
    },
    operate: (scratch) => {
      renameSync(join(scratch, 'new'), shim(scratch));
    },
  },
  {
    what: 'unlink',
    prepare: (scratch) => writeShim(shim(scratch)),
    operate: (scratch) => unlinkSync(shim(scratch)),
  },
  {
    what: '3 overwrites within 20 ms',
    prepare: (scratch) => writeShim(shim(scratch)),
    operate: async (scratch) => {
      for (const mode of [0o644, 0o755, 0o600]) {
        writeShim(join(scratch, 'new'));
        chmodSync(join(scratch, 'new'), mode);
        renameSync(join(scratch, 'new'), shim(scratch));
        await pause(6);
      }
    },
  },
  {
    what: 'removed, created, removed (100 ms)',
    prepare: (scratch) => writeShim(shim(scratch)),
    operate: async (scratch) => {
      unlinkSync(shim(scratch));
      await pause(40);
      writeShim(shim(scratch));
      await pause(40);
      unlinkSync(shim(scratch));
    },
  },
  { what: '24 MB copied in chunks', operate: copyInChunks },
  {
    what: 'target of a link replaced',
    prepare: (scratch) => {
      writeTargets(scratch);
      symlinkSync('../good', shim(scratch));
    },
    operate: (scratch) => renameSync(join(scratch, 'bad'), join(scratch, 'good')),
  },
  {
    what: 'alternatives: middle link swapped',
    prepare: (scratch) => {
      writeTargets(scratch);
      symlinkSync('good', join(scratch, 'alternative'));
      symlinkSync('../alternative', shim(scratch));
    },
    operate: (scratch) => replaceLink('bad', join(scratch, 'alternative')),
  },
  {
    what: 'dangling link becomes valid',
    prepare: (scratch) => symlinkSync('../later', shim(scratch)),
    operate: (scratch) => writeShim(join(scratch, 'later')),
  },
  {
    what: 'missing directory appears',
    prepare: (scratch) => rmSync(join(scratch, 'a'), { recursive: true }),
    operate: (scratch) => makeDirectoryWithShim(join(scratch, 'a')),
  },
  {
    what: 'directory removed and recreated',
    prepare: (scratch) => writeShim(join(scratch, 'a', 'containerd-shim-old-v1')),
    operate: (scratch) => {
      rmSync(join(scratch, 'a'), { recursive: true });
      makeDirectoryWithShim(join(scratch, 'a'));
    },
  },
  {
    what: 'directory renamed away, other in',
    prepare: (scratch) => {
      writeShim(join(scratch, 'a', 'containerd-shim-old-v1'));
      makeDirectoryWithShim(join(scratch, 'other'));
    },
    operate: (scratch) => {
      renameSync(join(scratch, 'a'), join(scratch, 'away'));
      renameSync(join(scratch, 'other'), join(scratch, 'a'));
    },
  },
  {
    what: 'link of the search path retargeted',
    prepare: (scratch) => {
      renameSync(join(scratch, 'a'), join(scratch, 'first'));
      symlinkSync('first', join(scratch, 'a'));
      makeDirectoryWithShim(join(scratch, 'second'));
    },
    operate: (scratch) => replaceLink('second', join(scratch, 'a')),
  },
  {
    what: 'bind mount over a directory',
    prepare: (scratch) => makeDirectoryWithShim(join(scratch, 'other')),
    operate: (scratch) => execFileSync('mount', ['--bind', join(scratch, 'other'), join(scratch, 'a')]),
  },
  {
    what: 'executable but not readable (0111)',
    operate: (scratch) => {
      writeShim(join(scratch, 'new'));
      chmodSync(join(scratch, 'new'), 0o111);
      renameSync(join(scratch, 'new'), shim(scratch));
    },
  },
  {
    what: 'queue overflow, one in, one out',
    prepare: (scratch) => writeShim(join(scratch, 'a', 'containerd-shim-old-v1')),
    operate: (scratch, server) =>
      overflow(scratch, server, () => {
        writeShim(shim(scratch));
        unlinkSync(join(scratch, 'a', 'containerd-shim-old-v1'));
      }),
  },
  {
    what: 'queue overflow, chmod lost',
    prepare: (scratch) => writeShim(shim(scratch)),
    operate: (scratch, server) => overflow(scratch, server, () => chmodSync(shim(scratch), 0o644)),
  },
  {
    what: 'lower layer of an overlay changes',
    needsRescan: true,
    prepare: (scratch) => {
      for (const name of ['lower', 'upper', 'work']) mkdirSync(join(scratch, name));
      const layers = ['lower', 'upper', 'work'].map((name) => join(scratch, name));
      const options = `lowerdir=${layers[0]},upperdir=${layers[1]},workdir=${layers[2]}`;
      execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, join(scratch, 'a')]);
    },
    operate: (scratch) => writeShim(join(scratch, 'lower', binary)),
  },
];

function shim(scratch) {
  return join(scratch, 'a', binary);
}

/** Two link targets: one that can be executed, one that cannot. */
function writeTargets(scratch) {
  writeShim(join(scratch, 'good'));
  writeShim(join(scratch, 'bad'), 0o644);
}

function replaceLink(target, link) {
  symlinkSync(target, `${link}.new`);
  renameSync(`${link}.new`, link);
}

function makeDirectoryWithShim(directory) {
  mkdirSync(directory);
  writeShim(join(directory, binary));
}

async function copyInChunks(scratch) {
  const file = openSync(shim(scratch), 'w', 0o644);
  writeSync(file, '#!/bin/sh\n');
  for (let megabyte = 0; megabyte < 24; megabyte++) {
    writeSync(file, Buffer.alloc(1 << 20, '#'));
    await pause(5);
  }
  closeSync(file);
  chmodSync(shim(scratch), 0o755);
}

/** More events than the kernel's queue holds (16,384) while the server cannot read them, then `change`. */
function overflow(scratch, server, change) {
  const storm = compileFloor('package-storm', scratch);
  server.signal('SIGSTOP');
  try {
    execFileSync(storm, [join(scratch, 'a'), '6000', '100000']);
    change();
  } finally {
    server.signal('SIGCONT');
  }
}
