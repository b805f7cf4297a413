import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HostFiles } from '../../src/sources/host-files.ts';
import { hostNameIn, readHostName } from '../../src/sources/host-name.ts';
import { temporaryDirectory } from '../http/serving.ts';

it('readHostName() returns the name of this machine', () => {
  expect(readHostName(new HostFiles('/'))).toBe(hostname());
});

it('readHostName() reads the name from the files of a mounted host, never from this machine', () => {
  const root = temporaryDirectory();
  expect(readHostName(new HostFiles(root))).toBeUndefined();
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/hostname'), 'edge-7\n');

  expect(readHostName(new HostFiles(root))).toBe('edge-7');
});

it.each([
  ['# set by an installer\n\n edge-7 \nother\n', 'edge-7'],
  ['', undefined],
  ['\n# nothing\n', undefined],
])('hostNameIn(%j) is %j', (text, name) => {
  expect(hostNameIn(text)).toBe(name);
});
