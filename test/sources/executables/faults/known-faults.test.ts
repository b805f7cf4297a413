import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { emptyTree } from './tree.ts';

const user = { uid: 0, gid: 0, groups: [] };

it('explain() reads nothing again while the files are unchanged', () => {
  const tree = emptyTree();
  const { files } = tree;
  tree.put('/x', '#!/no/such\n');
  const first = files.faults.explain('/x', { user });
  const open = vi.spyOn(files, 'open');

  expect(files.faults.explain('/x', { user })).toBe(first);
  expect(open).not.toHaveBeenCalled();
});

it('explain() notices an interpreter that is installed or removed', () => {
  const tree = emptyTree();
  tree.put('/x', '#!/bin/sh\n');
  expect(tree.files.faults.explain('/x', { user })).toMatchObject({ kind: 'missing-interpreter' });

  tree.put('/bin/sh', '#!/no/such\n');
  expect(tree.files.faults.explain('/x', { user })).toMatchObject({ kind: 'unusable-interpreter' });

  rmSync(join(tree.files.root, 'bin/sh'));
  expect(tree.files.faults.explain('/x', { user })).toMatchObject({ kind: 'missing-interpreter' });
});
