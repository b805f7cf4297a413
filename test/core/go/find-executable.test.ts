import { expect, it } from 'vitest';
import { resolveOciRuntime } from '../../../src/core/go/find-executable.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { directory, executable, missing, plainFile } from '../../builders.ts';

const files: Readonly<Record<string, FileFact>> = {
  '/usr/bin/crun': executable(),
  '/srv/rel/crun': executable(),
  '/opt/plain': plainFile(),
  '/opt/dir': directory(),
};
const inspect = (path: string) => files[path] ?? missing();
const look = (path: string, searchPath: string | undefined, test?: 'mode-bits' | 'access') =>
  resolveOciRuntime(path, searchPath, '/srv', inspect, test);

it('resolveOciRuntime() searches for a bare name and uses a path unchanged', () => {
  expect(look('crun', '/bin:/usr/bin').resolvedPath).toBe('/usr/bin/crun');
  expect(look('/usr/bin/crun', undefined).resolvedPath).toBe('/usr/bin/crun');
  expect(look('rel/crun', '').resolvedPath).toBe('/srv/rel/crun');
  // Behind a link, `..` leads where the kernel says, so the path is not tidied.
  expect(look('/usr/bin/../bin/crun', undefined).error).toContain('no such file');
});

it.each([
  ['runsc', '/usr/bin', 'exec: "runsc": executable file not found in $PATH'],
  ['crun', undefined, 'exec: "crun": executable file not found in $PATH'],
  ['', '/usr/bin', 'exec: "": executable file not found in $PATH'],
  ['crun', 'rel:/usr/bin', 'exec: "crun": cannot run executable found relative to current directory'],
  ['/no/such', '/usr/bin', 'exec: "/no/such": stat /no/such: no such file or directory'],
  ['/opt/plain', '', 'exec: "/opt/plain": permission denied'],
  ['/opt/dir', '', 'exec: "/opt/dir": is a directory'],
])("resolveOciRuntime() has Go's error for %j in %j", (path, searchPath, error) => {
  expect(look(path, searchPath)).toEqual({ error });
});

it('resolveOciRuntime() has the error of Go before 1.20 for a directory', () => {
  expect(look('/opt/dir', '', 'mode-bits').error).toBe('exec: "/opt/dir": permission denied');
});
