import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { Explanations } from '../../../src/discovery/look/explanations.ts';
import { emptyTree } from '../../sources/executables/faults/tree.ts';

const containerd = { user: { uid: 0, gid: 0, groups: [] }, path: '/bin' };

function hostWith(files: Readonly<Record<string, string>>) {
  const tree = emptyTree();
  for (const [path, text] of Object.entries(files)) tree.put(path, text);
  const explanations = new Explanations(tree.files);
  explanations.begin(containerd, undefined);
  return { tree, explanations };
}

it('a look at touched names asks only about files of these names', () => {
  const paths = Array.from({ length: 500 }, (_, index) => `/shim-${index}`);
  const { tree, explanations } = hostWith(Object.fromEntries(paths.map((path) => [path, '#!/no/such\n'])));
  for (const path of paths) explanations.explain(path);
  const identity = vi.spyOn(tree.files, 'identity');

  explanations.begin(containerd, new Set(['shim-7']));
  for (const path of paths) expect(explanations.explain(path)).toMatchObject({ kind: 'missing-interpreter' });

  expect(identity.mock.calls).toEqual([['/shim-7']]);
});

it('a look at a touched name explains it again, and what it is the interpreter of', () => {
  const { tree, explanations } = hostWith({ '/one': '#!/two\n', '/two': '#!/no/such\n' });
  expect(explanations.explain('/one')).toMatchObject({ kind: 'unusable-interpreter' });
  rmSync(join(tree.files.root, 'two'));

  explanations.begin(containerd, new Set(['two']));

  expect(explanations.explain('/one')).toMatchObject({ kind: 'missing-interpreter' });
});

it('a look at a touched name looks behind every link again', () => {
  const { tree, explanations } = hostWith({ '/target': '#!/no/such\n' });
  symlinkSync('target', join(tree.files.root, 'link'));
  expect(explanations.explain('/link')).toMatchObject({ kind: 'missing-interpreter' });
  tree.put('/target', 'neither a script nor a program');

  explanations.begin(containerd, new Set(['other']));

  expect(explanations.explain('/link')).not.toMatchObject({ kind: 'missing-interpreter' });
});

it('another user or environment is another question', () => {
  const { tree, explanations } = hostWith({ '/one': '#!/usr/bin/env two\n' });
  const judge = vi.spyOn(tree.files.faults, 'judge');
  explanations.explain('/one');

  explanations.begin({ ...containerd, path: '/elsewhere' }, new Set(['other']));
  explanations.explain('/one');

  expect(judge.mock.calls.map(([, { searchPath }]) => searchPath)).toEqual(['/bin', '/elsewhere']);
});
