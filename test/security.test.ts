import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const project = join(import.meta.dirname, '..');
const text = readFileSync(join(project, 'docs', 'security.md'), 'utf8');
/** Rows of the tables of claims, attacks and faults, without their heads. */
const rows = text.split('\n').filter((line) => /^\|(?! (?:claim|attack|fault) )(?!-)/.test(line));

it('every claim of docs/security.md names tests, and they exist', () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    const tests = [...row.matchAll(/`(test\/[\w/.-]+\.test\.ts)`/g)].map(([, path = '']) => path);
    expect(tests, row).not.toEqual([]);
    expect(
      tests.filter((path) => !existsSync(join(project, path))),
      row,
    ).toEqual([]);
  }
});
