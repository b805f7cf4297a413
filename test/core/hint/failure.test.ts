import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readFailure } from '../../../src/core/hint/failure.ts';

const task = 'docker: Error response from daemon: failed to create task for container: ';
const oci = `${task}failed to create shim task: OCI runtime create failed: `;
const noLog = 'unable to retrieve OCI runtime error (open /run/x/log.json: no such file or directory): ';
const help = "\n\nRun 'docker run --help' for more information";

it.each([
  [`docker: Error response from daemon: unknown or invalid runtime name: kata${help}`, 'kata'],
  ['Error response from daemon: unknown or invalid runtime name: my runtime', 'my runtime'],
  ['Error response from daemon: Unknown runtime specified kata', 'kata'],
  [
    `${task}failed to start shim: runtime "io.containerd.a.v1" binary not installed "containerd-shim-a-v1": x`,
    'io.containerd.a.v1',
  ],
  [
    `${task}failed to start shim: start failed: containerd-shim-a-v1: error while loading shared libraries`,
    'io.containerd.a.v1',
  ],
])('readFailure() finds the runtime in %s', (error, name) => {
  expect(readFailure(error)).toEqual({ kind: 'runtime', name });
});

it.each([
  [`${oci}${noLog}fork/exec /usr/bin/youki: no such file or directory: unknown${help}`, '/usr/bin/youki'],
  [`${oci}${noLog}fork/exec /opt/my tools/crun: permission denied: unknown`, '/opt/my tools/crun'],
  [`${oci}${noLog}exec: "crun": executable file not found in $PATH: unknown`, 'crun'],
  [
    'Error response from daemon: error while looking up the specified runtime path: exec: "/x": stat /x: no such file',
    '/x',
  ],
  [
    `${task}failed to start shim: start failed: : fork/exec /bin/containerd-shim-a-v1: permission denied: unknown`,
    '/bin/containerd-shim-a-v1',
  ],
  [
    'Error response from daemon: Cannot restart container c1: failed: fork/exec /usr/bin/youki: no such file',
    '/usr/bin/youki',
  ],
])('readFailure() finds the file in %s', (error, path) => {
  expect(readFailure(error)).toEqual({ kind: 'file', path });
});

it.each([
  `${task}failed to start shim: start failed: unsupported shim version (3): not implemented${help}`,
  `${task}failed to start shim: start failed: failed to create TTRPC connection: unsupported protocol: \n\u0002unix`,
  `${task}failed to start shim: start failed: dial unix \0{"version":3}: connect: invalid argument: unknown`,
])('readFailure() notices an answer of a shim that containerd does not understand: %j', (error) => {
  expect(readFailure(error)).toEqual({ kind: 'pairing' });
});

it('readFailure() finds the containers that docker start names', () => {
  const names = ['c1', 'c2'];

  expect(readFailure('Error: failed to start containers: c1, c2')).toEqual({ kind: 'containers', names });
});

it('readFailure() takes the exit statuses of a CLI that shows nothing else', () => {
  expect(readFailure('Status: , Code: 125')).toEqual({ kind: 'status', status: 125 });
  expect(readFailure('Status: , Code: 127')).toEqual({ kind: 'status', status: 127 });
  expect(readFailure('Status: , Code: 1')).toBeUndefined();
});

it.each([
  '',
  'exit status 127',
  'docker: Error response from daemon: pull access denied for kata, repository does not exist',
  `${oci}runc create failed: unable to start container process: exec: "crun": executable file not found in $PATH`,
  `${oci}runc create failed: unable to start container process: error mounting "/runc" to rootfs`,
  'no runtime for "kata" is configured',
])('readFailure() has nothing to say about %j', (error) => {
  expect(readFailure(error)).toBeUndefined();
});

it('readFailure() answers about any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readFailure(text)));
});
