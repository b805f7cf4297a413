import { expect, it } from 'vitest';
import { startShim } from '../../../src/core/containerd/start-shim.ts';
import type { FileFact } from '../../../src/model/host/observation.ts';
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
