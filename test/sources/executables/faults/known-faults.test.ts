import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { emptyTree } from './tree.ts';

const user = { uid: 0, gid: 0, groups: [] };

it('judge() reads nothing again while the files are unchanged', () => {
  const tree = emptyTree();
  const { files } = tree;
  tree.put('/x', '#!/no/such\n');
  const first = files.faults.judge('/x', { user }).fault;
  const open = vi.spyOn(files, 'open');

  expect(files.faults.judge('/x', { user }).fault).toBe(first);
  expect(open).not.toHaveBeenCalled();
});

it('judge() notices an interpreter that is installed or removed', () => {
  const tree = emptyTree();
  tree.put('/x', '#!/bin/sh\n');
  expect(tree.files.faults.judge('/x', { user }).fault).toMatchObject({ kind: 'missing-interpreter' });

  tree.put('/bin/sh', '#!/no/such\n');
  expect(tree.files.faults.judge('/x', { user }).fault).toMatchObject({ kind: 'unusable-interpreter' });

  rmSync(join(tree.files.root, 'bin/sh'));
  expect(tree.files.faults.judge('/x', { user }).fault).toMatchObject({ kind: 'missing-interpreter' });
});

it('judge() judges none of 500 programs again, and asks for the identity of what they share once in a look', () => {
  const tree = emptyTree();
  const paths = Array.from({ length: 500 }, (_, index) => `/shim-${index}`);
  for (const path of paths) tree.put(path, '#!/no/such\n');
  for (const path of paths) tree.files.faults.judge(path, { user });
  const open = vi.spyOn(tree.files, 'open');
  const known = new Map<string, string>();
  const asked = vi.fn((path: string) => tree.files.identity(path));
  const identityOf = (path: string) => {
    const identity = known.get(path) ?? asked(path);
    known.set(path, identity);
    return identity;
  };

  for (const path of paths) tree.files.faults.judge(path, { user }, identityOf);

  expect(open).not.toHaveBeenCalled();
  expect(asked.mock.calls.length).toBeLessThan(520);
});
