import { expect, it } from 'vitest';
import { applyReload } from '../../../src/core/docker/reload.ts';
import type { ShownRuntimes } from '../../../src/model/host/docker-facts.ts';
import { dockerd } from '../../builders.ts';

const a = { path: '/bin/true' };
const running: ShownRuntimes = {
  defaultRuntime: 'a',
  runtimes: new Map([
    ['a', a],
    ['runc', { path: 'runc' }],
  ]),
};

function reload(text: string | undefined, version: string, flags: readonly string[] = [], explicit = false) {
  return applyReload(running, dockerd({ configFile: '/d.json', explicit, text, flags, version }));
}

it.each([
  ['20.10.24', 'a'],
  ['23.0.6', 'runc'],
  ['24.0.9', 'runc'],
  ['29.7.2', 'runc'],
])('applyReload() of %s without a file keeps the runtimes, and has the default %s', (version, defaultRuntime) => {
  expect(reload(undefined, version)).toEqual({ kind: 'applied', shown: { ...running, defaultRuntime } });
});

it('applyReload() refuses a file that was named and is gone', () => {
  expect(reload(undefined, '28.0.0', [], true)).toEqual({
    kind: 'refused',
    message: 'unable to configure the Docker daemon with file /d.json: open /d.json: no such file or directory',
  });
});

it('applyReload() sees `runtimes` only under this very name', () => {
  expect(reload('{"RUNTIMES": {"debug": {"path": "/bin/false"}}}', '28.0.0')).toEqual({
    kind: 'applied',
    shown: running,
  });
});

it('applyReload() takes `runtimes` of a nested object for set, as dockerd does, and finds none', () => {
  const nested = '{"log-level-x": {"runtimes": {"b": {"path": "/b"}}}}';

  expect(reload(nested, '24.0.9')).toEqual({ kind: 'crashed', message: 'panic: assignment to entry in nil map' });
  expect(reload(nested, '28.0.0')).toEqual({
    kind: 'refused',
    message: "specified default runtime 'a' does not exist",
  });
});

it('applyReload() until 24 checks the file without the flags', () => {
  const text = '{"default-runtime": "x"}';
  const flags = ['--add-runtime=x=/bin/x'];

  expect(reload(text, '24.0.9', flags)).toEqual({
    kind: 'refused',
    message: "file configuration validation failed: specified default runtime 'x' does not exist",
  });
});

it('applyReload() refuses a file that sets the default if a flag sets it too', () => {
  const { kind } = reload('{"default-runtime": "runc"}', '28.0.0', ['--default-runtime=a']);

  expect(kind).toBe('refused');
});

// As dockerd 26.1 logs it.
it('applyReload() refuses a value with which dockerd would not start, except a label', () => {
  expect(reload('{"log-level": "loud"}', '26.1.5')).toEqual({
    kind: 'refused',
    message: 'file configuration validation failed: invalid logging level: loud',
  });
  expect(reload('{"labels": ["x"]}', '26.1.5').kind).toBe('applied');
});
