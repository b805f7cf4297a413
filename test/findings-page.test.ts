import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readFindingsPage } from '../src/findings-page.ts';
import { temporaryDirectory } from './http/serving.ts';

it.each([
  ['docs', 'src'],
  ['dist/docs', 'dist/app'],
  ['dist/docs', 'dist/app/chunks'],
])('readFindingsPage() finds findings.md in %s from %s, and nothing without it', (docs, start) => {
  const root = temporaryDirectory();

  expect(readFindingsPage(join(root, start))).toBeUndefined();
  mkdirSync(join(root, docs), { recursive: true });
  writeFileSync(join(root, docs, 'findings.md'), '# Findings');

  expect(readFindingsPage(join(root, start))).toBe('# Findings');
});
