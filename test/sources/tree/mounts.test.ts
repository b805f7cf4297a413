import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { isNoexec, parseMountInfo } from '../../../src/sources/tree/mounts.ts';

const TABLE = [
  '27 1 254:0 / / rw,relatime - ext4 /dev/vda rw',
  '30 27 0:40 / /opt/a rw,nosuid,noexec shared:1 - tmpfs tmpfs rw',
  '31 30 0:41 / /opt/a/exec rw - tmpfs tmpfs rw',
  '32 27 0:42 / /with\\040space rw,noexec - tmpfs tmpfs rw',
  '33 27 0:43 / /twice rw,noexec - tmpfs tmpfs rw',
  '34 33 0:44 / /twice rw - tmpfs tmpfs rw',
  'garbage',
].join('\n');

it.each([
  ['/usr/bin/x', false],
  ['/opt/a', true],
  ['/opt/a/x', true],
  ['/opt/ab/x', false],
  ['/opt/a/exec/x', false],
  ['/with space/x', true],
  ['/twice/x', false],
])('isNoexec() uses the innermost, topmost mount of %j', (path, noexec) => {
  expect(isNoexec(parseMountInfo(TABLE), path)).toBe(noexec);
});

it.skipIf(process.getuid?.() !== 0)('inspect() respects noexec mounts, also for root', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'noexec-'));
  const script = `mount -t tmpfs -o noexec,mode=755 none ${dir} && printf '#!/bin/sh\\n' >${dir}/shim && chmod 755 ${dir}/shim && echo ready && read line`;
  const child = spawn('unshare', ['-m', '/bin/sh', '-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const files = new HostFiles(`/proc/${child.pid}/root`);

    const facts = [0, 65534].map((uid) => files.inspect(`${dir}/shim`, { uid, gid: uid, groups: [] }));

    const refused = { kind: 'file', mode: 0o755, accessible: false, execErrno: 'EACCES' };
    expect(facts).toMatchObject([refused, refused]);
    expect(files.inspect(dir, { uid: 0, gid: 0, groups: [] })).toMatchObject({ kind: 'directory', accessible: true });
  } finally {
    child.stdin.end('\n');
    await once(child, 'exit');
    rmSync(dir, { recursive: true });
  }
});
