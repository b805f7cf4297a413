import { expect, it } from 'vitest';
import { startShim } from '../../../src/core/containerd/start-shim.ts';
import { evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';
import type { ExecutionFault } from '../../../src/model/host/execution-fault.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { containerd, directory, executable, missing, plainFile } from '../../builders.ts';

const path = '/usr/bin/containerd-shim-kata-v2';

function start(file: FileFact, version = '2.3.4', name = path) {
  const inspect = (at: string) => (at === name || at === path ? file : missing());
  return startShim(name, { containerd: containerd({ version, cwd: '/' }), inspect });
}

it('startShim() has no failure for a shim that would start', () => {
  expect(
    startShim('kata.v2', { containerd: containerd(), inspect: (at) => (at === path ? executable() : missing()) }),
  ).toMatchObject({
    binary: 'containerd-shim-kata-v2',
    path,
  });
});

it.each([
  [plainFile(), 'not-executable', 'permission denied'],
  [directory(), 'is-directory', 'permission denied'],
  [executable({ kind: 'fifo' }), 'not-executable', 'permission denied'],
  [executable({ execErrno: 'ENOEXEC' }), 'exec-format-error', 'exec format error'],
  [executable({ execErrno: 'ENOENT' }), 'interpreter-missing', 'no such file or directory'],
  [executable({ execErrno: 'ETXTBSY' }), 'start-failed', 'text file busy'],
])('startShim() predicts the error of executing %o', (file, reason, text) => {
  const message = `failed to start shim: start failed: : fork/exec ${path}: ${text}`;

  expect(start(file)).toMatchObject({ path, failure: { reason, message } });
  expect(start(file, '1.7.24').failure?.message).toBe(`${message}: unknown`);
});

const fault = { path, what: 'it does not start' };

const missingLibrary: ExecutionFault = {
  ...fault,
  kind: 'missing-library',
  library: 'libseccomp.so.2',
  neededBy: path,
  certain: true,
};

it.each<[ExecutionFault, string, number?]>([
  [
    missingLibrary,
    `${path}: error while loading shared libraries: libseccomp.so.2: cannot open shared object file: No such file or directory\n`,
  ],
  [
    { ...missingLibrary, foundAt: '/lib/libseccomp.so.2', damage: 'file too short' },
    `${path}: error while loading shared libraries: /lib/libseccomp.so.2: file too short\n`,
  ],
  [
    { ...fault, kind: 'unusable-interpreter', interpreter: '/bin/python3', cause: missingLibrary },
    '/bin/python3: error while loading shared libraries: libseccomp.so.2: cannot open shared object file: No such file or directory\n',
  ],
  [
    { ...fault, kind: 'missing-program', program: 'bash', env: '/bin/env', searchPath: '/sbin' },
    "/bin/env: 'bash': No such file or directory\n",
  ],
  [
    {
      ...fault,
      kind: 'missing-program',
      program: 'ba sh',
      env: 'env',
      searchPath: '/sbin',
      refusal: { errno: 'EACCES', path: '/sbin/ba sh' },
    },
    "env: 'ba sh': Permission denied\n",
    126,
  ],
  [
    { ...fault, kind: 'carriage-return', interpreter: 'bash\r', env: '/usr/bin/env' },
    "/usr/bin/env: 'bash\\r': No such file or directory\n/usr/bin/env: use -[v]S to pass options in shebang lines\n",
  ],
])('startShim() has what a shim prints before it ends: %o', (explained, printed, status = 127) => {
  const messageOf = (version: string) => {
    const inspect = (at: string) => (at === path ? executable() : missing());
    const explore = { elsewhere: () => [], misspelled: () => [], explain: () => explained, readLink: () => undefined };
    return startShim(path, { containerd: containerd({ version }), inspect, explore }).failure?.message;
  };
  const text = `failed to start shim: start failed: ${printed}: exit status ${status}`;

  expect(messageOf('1.7.24')).toBe(`${text}: unknown`);
  expect(messageOf('2.1.9')).toBe(text);
  expect(messageOf('2.4.0')).toBe(text.replace(/\n(?=: exit)/, ''));
});

it('startShim() has the error texts of 1.4 and 1.5', () => {
  const name = 'io.containerd.nope.v1';
  const missed =
    'runtime "io.containerd.nope.v1" binary not installed "containerd-shim-nope-v1": file does not exist: unknown';

  expect(start(missing(), '1.4.13', name).failure?.message).toBe(missed);
  expect(start(missing(), '1.5.18', name).failure?.message).toBe(`start failed: ${missed}`);
});

it("startShim() has Go's lookup error for the root directory", () => {
  expect(start(directory(), '1.6.20', '/').failure?.message).toBe(
    'failed to start shim: start failed: : exec: "/": is a directory: unknown',
  );
});

it('startShim() gives the reason of a name that containerd refuses', () => {
  expect(start(missing(), '2.3.4', 'kata')).toMatchObject({ refusal: 'no-dot', failure: { reason: 'invalid-name' } });
});

const runc = '/usr/bin/containerd-shim-runc-v2';

function startRunc(version: string, library: string, program?: 'runc-v2') {
  return startShim('io.containerd.runc.v2', {
    containerd: containerd({ version }),
    inspect: (at) => (at === runc ? executable() : missing()),
    shimEvidence: () => evidenceOfRelease(library, program),
  });
}

it('startShim() predicts the error of a shim that this containerd cannot start', () => {
  expect(startRunc('2.3.4', '1.6.20', 'runc-v2')).toMatchObject({
    path: runc,
    failure: {
      reason: 'shim-unsupported',
      message: 'failed to start shim: start failed: io.containerd.runc.v2: type with url ID: not found: exit status 1',
    },
  });
});

it('startShim() has no failure for a shim that only seems not to fit', () => {
  expect(startRunc('1.6.20', '2.1.9')).not.toHaveProperty('failure');
});
