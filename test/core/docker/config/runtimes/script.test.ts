import { expect, it } from 'vitest';
import { configRules } from '../../../../../src/core/docker/config/release.ts';
import { faultOfScript } from '../../../../../src/core/docker/config/runtimes/script.ts';

const args = { path: '/bin/true', args: ['x'], runtimeType: '', options: new Map(), line: 1 };
const fault = (version: string, name: string) => faultOfScript(name, args, configRules(version), '/data');

it('faultOfScript() has nothing to say of a runtime without arguments', () => {
  expect(faultOfScript('my/rt', { ...args, args: [] }, configRules('26.1.5'), '/data')).toBeUndefined();
});

it('faultOfScript() words a name with a slash as the release does', () => {
  expect(fault('20.10.24', '/my/rt')).toBe('open /data/gen-runtimes*/my/rt: no such file or directory');
  expect(fault('26.1.5', '/my/rt')).toBe('open /data/runtimes/my/.tmp-rt.*: no such file or directory');
  expect(fault('28.5.2', '/my/rt')).toBe('invalid output path: stat /data/runtimes/my: no such file or directory');
});

it('faultOfScript() cleans the path as Go does, and does not follow it out', () => {
  expect(fault('20.10.24', 'a/')).toBeUndefined();
  expect(fault('26.1.5', 'a/')).toBe('open /data/runtimes/a/.tmp-.*: no such file or directory');
  expect(fault('20.10.24', '../../evil')).toBeUndefined();
  expect(fault('26.1.5', '../../evil')).toBeUndefined();
});

it('faultOfScript() notices until 24 a name that is a directory', () => {
  expect(fault('20.10.24', '')).toBe('open /data/gen-runtimes*: is a directory');
  expect(fault('24.0.9', '.')).toBe('open /data/gen-runtimes*: is a directory');
  expect(fault('20.10.24', '..')).toBe('open /data: is a directory');
  expect(fault('26.1.5', '..')).toBeUndefined();
});

it('faultOfScript() notices what is not a file name', () => {
  expect(fault('20.10.24', 'a\0b')).toBe('open /data/gen-runtimes*/a\0b: invalid argument');
  expect(fault('26.1.5', 'a\0b')).toBe('open /data/runtimes/.tmp-a\0b.*: invalid argument');
  expect(fault('20.10.24', 'é'.repeat(127))).toBeUndefined();
  expect(fault('20.10.24', 'é'.repeat(128))).toMatch(/: file name too long$/);
  expect(fault('26.1.5', 'n'.repeat(183))).toBeUndefined();
  expect(fault('26.1.5', 'n'.repeat(184))).toBe(`open /data/runtimes/.tmp-${'n'.repeat(184)}.*: file name too long`);
});

it('faultOfScript() notices from 28 on that the script cannot be looked at', () => {
  const lstat = 'failed to stat output path: lstat /data/runtimes/';
  expect(fault('28.5.2', 'a\0b')).toBe(`${lstat}a\0b.*: invalid argument`);
  expect(fault('28.5.2', 'n'.repeat(199))).toBe(`${lstat}${'n'.repeat(199)}.*: file name too long`);
  expect(fault('28.5.2', 'n'.repeat(198))).toBe(`open /data/runtimes/.tmp-${'n'.repeat(198)}.*: file name too long`);
  expect(fault('28.5.2', 'n'.repeat(183))).toBeUndefined();
  expect(fault('28.5.2', 'a\0/b')).toBe('invalid output path: stat /data/runtimes/a\0: invalid argument');
  expect(fault('28.5.2', '../a\0')).toBe('failed to stat output path: lstat /data/a\0.*: invalid argument');
});
