import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Trails } from '../../../src/discovery/ownership/trails.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

function seen() {
  const root = fs.mkdtempSync(join(tmpdir(), 'shimdex-trails-'));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  fs.mkdirSync(join(root, 'opt'));
  for (const name of ['a', 'b']) fs.writeFileSync(join(root, 'opt', name), '');
  fs.symlinkSync('/opt/b', join(root, 'link'));
  fs.symlinkSync('/opt/later', join(root, 'early'));
  const files = new HostFiles(root);
  const walked = vi.spyOn(files, 'trail');
  const trails = new Trails(files);
  const paths = ['/opt/a', '/opt/b', '/link', '/opt/gone/c', '/early'];
  const look = (...begin: Parameters<Trails['begin']>) => {
    trails.begin(...begin);
    walked.mockClear();
    for (const path of paths) trails.read(path);
    return walked.mock.calls.map(([path]) => path);
  };
  expect(look(undefined)).toEqual(paths);
  return look;
}

it('Trails looks again at what a touched name may have changed, and at nothing else', () => {
  const look = seen();

  expect(look(new Set(['a']))).toEqual(['/opt/a', '/early']);
  expect(look(new Set(['b']))).toEqual(['/opt/b', '/link', '/early']);
  expect(look(new Set(['gone']))).toEqual(['/opt/gone/c', '/early']);
});

it('Trails looks at everything again in any other look', () => {
  const look = seen();

  expect(look(undefined)).toHaveLength(5);
});

it('Trails sees a directory as it is after its name was touched', () => {
  const root = fs.mkdtempSync(join(tmpdir(), 'shimdex-trails-'));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  fs.mkdirSync(join(root, 'köln'), { mode: 0o755 });
  const trails = new Trails(new HostFiles(root));
  const modes = (names?: string[]) => {
    trails.begin(names && new Set(names));
    return trails.read('/köln/a').steps.map(({ mode }) => mode & 0o22);
  };
  expect(modes()).toEqual([0, 0]);
  fs.chmodSync(join(root, 'köln'), 0o777);

  expect(modes(['köln'])).toEqual([0, 0o22]);
});
