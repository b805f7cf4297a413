import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { textName } from '../../../src/sources/listed-name.ts';
import { Viewer } from '../../../src/sources/search-path/viewer.ts';

const user = { uid: 0, gid: 0, groups: [] };

it('Viewer sees entries of any name, and what a dangling link is', () => {
  const root = mkdtempSync(join(tmpdir(), 'viewer-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const raw = Buffer.concat([Buffer.from('containerd-shim-'), Buffer.from([0xff])]);
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), raw]), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync('nowhere', join(root, 'link'));
  const viewer = new Viewer(new HostFiles(root), user);

  const odd = viewer.entry('/', { name: 'containerd-shim-\\xff', utf8: false, raw });

  expect(odd).toMatchObject({ binary: 'containerd-shim-\\xff', utf8: false, file: { kind: 'file', accessible: true } });
  expect(viewer.entry('/', textName('link'))).toMatchObject({ utf8: true, file: { kind: 'missing', dangling: true } });
  expect(['link', 'gone'].map((name) => viewer.isPresent('/', name))).toEqual([true, false]);
});
