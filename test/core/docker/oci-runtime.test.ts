import { describe, expect, it } from 'vitest';
import { checkOciRuntime } from '../../../src/core/docker/oci-runtime.ts';
import type { DockerRuntime } from '../../../src/model/host/docker-facts.ts';
import type { ExecutionFault } from '../../../src/model/host/execution-fault.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { containerd, directory, docker, dockerRuntime, executable, missing } from '../../builders.ts';

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

it('checkOciRuntime() looks for an empty name where there are arguments and no path', () => {
  const { atCreate } = check({ path: '', args: ['--debug'] }, '20.10.24', '1.6.20');

  expect(atCreate?.message).toBe(
    'error while looking up the specified runtime path: exec: "": executable file not found in $PATH',
  );
  expect(check({ path: '' }, '20.10.24', '1.6.20').atCreate).toBeUndefined();
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

it('checkOciRuntime() does not search the relative elements of PATH: the shim runs in the directory of the bundle', () => {
  const world = {
    containerd: containerd({ version: '2.1.9', path: 'bin:/usr/bin', cwd: '/srv' }),
    docker: docker(),
    inspect: (path: string) => (path === '/srv/bin/crun' ? executable() : missing()),
  };

  expect(checkOciRuntime(dockerRuntime({ name: 'x', path: 'crun' }), world).atStart?.message).toMatch(
    /: exec: "crun": executable file not found in \$PATH$/,
  );
});

it('checkOciRuntime() has the error of a lookup for the root directory', () => {
  const inspect = () => directory();
  const world = { containerd: containerd({ version: '2.1.9' }), docker: docker({ version: '28.5.2' }), inspect };

  expect(checkOciRuntime(dockerRuntime({ name: 'x', path: '/' }), world).atStart?.message).toMatch(
    /: exec: "\/": is a directory: permission denied$/,
  );
});

describe('checkOciRuntime() of a runtime with arguments, which a script starts', () => {
  const message = (path: string, file: FileFact, fault?: Partial<ExecutionFault>) => {
    const world = {
      containerd: containerd({ version: '2.1.9', path: '/usr/bin' }),
      docker: docker(),
      inspect: (at: string) => (at === path ? file : missing()),
      explore: {
        elsewhere: () => [],
        misspelled: () => [],
        readLink: () => undefined,
        explain: () => fault as ExecutionFault | undefined,
      },
    };
    return checkOciRuntime(dockerRuntime({ name: 'x', path, args: ['--debug'] }), world).atStart?.message;
  };
  const status = /runtimes\/x did not terminate successfully: exit status (\d+)$/;

  it.each([
    ['is missing an interpreter', executable({ execErrno: 'ENOENT' }), '127'],
    ['has an interpreter that cannot be executed', executable({ execErrno: 'EACCES' }), '126'],
    ['is for another machine', executable({ execErrno: 'ENOEXEC' }), '126'],
  ])('has the exit status of a shell for a file that %s', (_what, file, expected) => {
    expect(status.exec(message('/srv/oci', file) ?? '')?.[1]).toBe(expected);
  });

  it('ends the path at a blank, because the script quotes nothing', () => {
    expect(message('/srv/oci runtime', executable())).toMatch(/exit status 127$/);
  });

  it('lets a shell run a text without a "#!" line, which it does not do for a web page', () => {
    const text = { kind: 'not-a-program', isText: true } as const;

    expect(message('/srv/oci', executable({ execErrno: 'ENOEXEC' }), text)).toBeUndefined();
    expect(message('/srv/oci', executable({ execErrno: 'ENOEXEC' }), { ...text, mistaken: 'web-page' })).toMatch(
      /exit status 126$/,
    );
  });

  it('says that an empty file is not an OCI runtime: a shell ends well', () => {
    expect(message('/srv/oci', executable({ execErrno: 'ENOEXEC' }), { kind: 'empty' })).toBe(
      '"/srv/oci" is not an OCI runtime: it is empty',
    );
  });

  it('keeps the exit status of a program that starts and fails', () => {
    const fault = { kind: 'missing-library', certain: true, library: 'libc.so.6', version: 'GLIBC_9' } as const;

    expect(message('/srv/oci', executable(), fault)).toMatch(/exit status 1$/);
  });
});
