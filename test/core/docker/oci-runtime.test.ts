import { expect, it } from 'vitest';
import { checkOciRuntime } from '../../../src/core/docker/oci-runtime.ts';
import type { DockerRuntime } from '../../../src/model/host/docker-facts.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { containerd, docker, dockerRuntime, executable, missing } from '../../builders.ts';

const files: Readonly<Record<string, FileFact>> = {
  '/usr/bin/crun': executable(),
  '/docker/bin/youki': executable(),
  '/usr/bin/garbage': executable({ execErrno: 'ENOEXEC' }),
};

function check(given: Partial<DockerRuntime>, version = '28.5.2', release = '2.1.9') {
  const runtime = dockerRuntime({ name: 'custom', ...given });
  const world = {
    containerd: containerd({ version: release, path: '/usr/bin' }),
    docker: docker({ version, path: '/docker/bin' }),
    inspect: (path: string) => files[path] ?? missing(),
  };
  return checkOciRuntime(runtime, world);
}

const log = '/run/containerd/io.containerd.runtime.v2.task/moby/ID/log.json: no such file or directory';
const created = `OCI runtime create failed: unable to retrieve OCI runtime error (open ${log})`;

it('checkOciRuntime() has nothing to say of a runtime without one', () => {
  expect(check({ runtimeType: 'io.containerd.kata.v2' })).toEqual({});
});

it('checkOciRuntime() looks in the PATH of containerd, where the shim runs', () => {
  expect(check({ path: 'crun' })).toEqual({ resolvedPath: '/usr/bin/crun' });
  expect(check({ path: 'youki' }).atStart).toEqual({
    reason: 'oci-runtime-missing',
    message: `failed to create task for container: failed to create shim task: ${created}: exec: "youki": executable file not found in $PATH`,
  });
});

it('checkOciRuntime() words a missing path as fork does, with the code of containerd 1.x', () => {
  expect(check({ path: '/no/such' }, '23.0.6', '1.6.20').atStart?.message).toBe(
    `failed to create shim task: ${created}: fork/exec /no/such: no such file or directory: unknown`,
  );
});

it('checkOciRuntime() looks in the PATH of dockerd when there are arguments', () => {
  const { atCreate, atStart } = check({ path: 'crun', args: ['--debug'] });

  expect(atCreate).toEqual({
    reason: 'oci-runtime-missing',
    message: 'error while looking up the specified runtime path: exec: "crun": executable file not found in $PATH',
  });
  expect(atStart).toBeUndefined();
  expect(check({ path: 'youki', args: ['--debug'] }).atStart?.reason).toBe('oci-runtime-missing');
  expect(check({ path: 'youki', args: [] }).atCreate).toBeUndefined();
});

it('checkOciRuntime() words that look of 20.10 as it words a start', () => {
  const belowFile = () => ({ ...missing(), errno: 'ENOTDIR' });
  const message = (version: string) => {
    const runtime = dockerRuntime({ name: 'custom', path: '/bin/sh/x', args: ['--debug'] });
    const world = { containerd: containerd(), docker: docker({ version }), inspect: belowFile };
    return checkOciRuntime(runtime, world).atCreate?.message;
  };

  expect(message('20.10.24')).toMatch(/: not a directory: Are you trying to mount/);
  expect(message('23.0.6')).toMatch(/: not a directory$/);
});

it('checkOciRuntime() notices a file that cannot be executed', () => {
  const { resolvedPath, atStart } = check({ path: 'garbage' });

  expect(resolvedPath).toBeUndefined();
  expect(atStart?.reason).toBe('oci-runtime-not-executable');
  expect(atStart?.message).toMatch(/: fork\/exec \/usr\/bin\/garbage: exec format error$/);
});

it('checkOciRuntime() looks at BinaryName of the runc shim, and of no other', () => {
  const options = { BinaryName: '/no/such' };

  expect(check({ runtimeType: 'io.containerd.runc.v2', options }).atStart?.reason).toBe('oci-runtime-missing');
  expect(check({ runtimeType: 'io.containerd.kata.v2', options })).toEqual({});
});

it('checkOciRuntime() takes BinaryName as dockerd decodes it', () => {
  const runtimeType = 'io.containerd.runc.v2';
  const reason = (name: string, version: string) =>
    check({ runtimeType, options: { [name]: '/no/such' } }, version).atStart?.reason;

  expect(reason('binaryname', '26.1.5')).toBe('oci-runtime-missing');
  expect(reason('Binaryname', '26.1.5')).toBeUndefined();
  expect(reason('Binaryname', '29.7.2')).toBe('oci-runtime-missing');
});

it('checkOciRuntime() knows the runc shim by the names dockerd knows it by', () => {
  const options = { BinaryName: '/no/such' };

  expect(check({ runtimeType: 'x.runc.v2', options })).toEqual({});
  expect(check({ runtimeType: 'io.containerd.runc.v1', options }, '26.1.5').atStart?.reason).toBe(
    'oci-runtime-missing',
  );
  expect(check({ runtimeType: 'io.containerd.runc.v1', options }, '28.5.2')).toEqual({});
});
