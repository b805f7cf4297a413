import { expect, it } from 'vitest';
import { readRuntimeFlag } from '../../../src/core/nerdctl/runtime-flag.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { directory, executable, missing, plainFile } from '../../builders.ts';

const files: Readonly<Record<string, FileFact>> = {
  '/usr/bin/crun': executable(),
  '/usr/local/bin/crun': plainFile(),
  '/usr/bin/runc.v2': executable(),
  '/usr/bin/youki': directory(),
  '/opt/runsc': executable(),
  '/opt/plain': plainFile(),
  '/usr/bin/io.containerd.kata.v2': executable(),
};

function read(name: string, searchPath: string | undefined) {
  const { runtime, binaryName } = readRuntimeFlag(name, searchPath, (path) => files[path] ?? missing());
  return binaryName === undefined ? [runtime] : [runtime, binaryName];
}

const runc = 'io.containerd.runc.v2';

it.each([
  // name, PATH, runtime name, OCI runtime
  ['', '/usr/bin', [runc]],
  ['io.containerd.runc.v2', '/usr/bin', ['io.containerd.runc.v2']],
  ['io.containerd.kata.v2', '/usr/bin', ['io.containerd.kata.v2']],
  ['io.containerd.', '/usr/bin', ['io.containerd.']],
  ['wtf.sbk.runj.v1', '/usr/bin', ['wtf.sbk.runj.v1']],
  ['wtf.sbk.runj.v2', '/usr/bin', ['wtf.sbk.runj.v2']],
  ['IO.containerd.kata.v2', '/usr/bin', ['IO.containerd.kata.v2']],
  ['crun', '/usr/bin', [runc, '/usr/bin/crun']],
  ['crun', '/usr/local/bin:/usr/bin', [runc, '/usr/bin/crun']],
  ['crun', '/usr//bin/../bin', [runc, '/usr/bin/crun']],
  ['crun', '/usr/local/bin', ['crun']],
  ['crun', '', ['crun']],
  ['crun', undefined, ['crun']],
  ['crun', '.:bin', ['crun']],
  ['youki', '/usr/bin', ['youki']],
  ['runc.v2', '/usr/bin', [runc, '/usr/bin/runc.v2']],
  ['runc.v2', '/bin', ['runc.v2']],
  ['/opt/runsc', '/usr/bin', [runc, '/opt/runsc']],
  ['/opt/runsc', undefined, [runc, '/opt/runsc']],
  ['/opt/plain', '/usr/bin', ['/opt/plain']],
  ['/opt/nothing', '/usr/bin', ['/opt/nothing']],
  ['./crun', '/usr/bin', ['./crun']],
])('readRuntimeFlag() reads %j with the PATH %j', (name, searchPath, expected) => {
  expect(read(name, searchPath)).toEqual(expected);
});

it('readRuntimeFlag() lists the places of PATH that nerdctl searches', () => {
  const { attempts } = readRuntimeFlag(
    'crun',
    '/usr/local/bin:/sbin:/usr/bin:/bin',
    (path) => files[path] ?? missing(),
  );

  expect(attempts).toEqual([
    { step: 'client-path', path: '/usr/local/bin/crun', outcome: 'not-executable' },
    { step: 'client-path', path: '/sbin/crun', outcome: 'missing' },
    { step: 'client-path', path: '/usr/bin/crun', outcome: 'chosen' },
  ]);
});
