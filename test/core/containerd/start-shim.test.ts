import { expect, it } from 'vitest';
import { startShim } from '../../../src/core/containerd/start-shim.ts';
import { evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';
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

it.each([
  ['1.7.24', "failed to start shim: start failed: env: 'x': No such file or directory\n: exit status 127: unknown"],
  ['2.1.9', "failed to start shim: start failed: env: 'x': No such file or directory\n: exit status 127"],
  ['2.4.0', "failed to start shim: start failed: env: 'x': No such file or directory: exit status 127"],
])('startShim() shows what a shim prints that ends at once, as containerd %s does', (version, message) => {
  const shim = startShim('kata.v2', {
    containerd: containerd({ version }),
    inspect: (at) => (at === path ? executable() : missing()),
    explore: {
      elsewhere: () => [],
      misspelled: () => [],
      readLink: () => undefined,
      explain: () => ({ kind: 'missing-program', path, program: 'x', searchPath: '', what: '' }),
    },
  });

  expect(shim.failure).toEqual({ reason: 'interpreter-missing', message });
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
