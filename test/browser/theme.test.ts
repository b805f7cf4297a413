import { join } from 'node:path';
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { readPageFiles } from '../../src/http/page/files.ts';
import { colourRules, rulesChecked } from './axe.ts';

const files = readPageFiles(join(import.meta.dirname, '..', '..', 'public'));
const styles = files.filter(({ path }) => path.endsWith('.css'));

it('the theme changes nothing but colours, so only the rules about colours are checked in both', () => {
  const rules = styles.flatMap(({ text }) =>
    [...text.matchAll(/[^{};]*(?:data-theme|prefers-color-scheme)[^{}]*\{[^{}]*\}/g)].map(([rule]) =>
      rule.replace(/\s+/g, ' ').trim(),
    ),
  );

  // Otherwise a style depends on the theme through `light-dark()` alone, which CSS Color 5 defines for colours only.
  expect(rules).toEqual([
    ':root[data-theme="light"] { color-scheme: light; }',
    ':root[data-theme="dark"] { color-scheme: dark; }',
  ]);
  expect(styles.some(({ text }) => text.includes('light-dark('))).toBe(true);
});

it('only the button of the theme and the first script know the theme', () => {
  const knowing = files.filter(
    ({ path, text }) => path.endsWith('.js') && /\['theme'\]|prefers-color-scheme/.test(text),
  );

  expect(knowing.map(({ path }) => path).sort()).toEqual(['first.js', 'page/theme.js']);
});

it('axe has no other rules about colours', () => {
  const all = axe.getRules([...rulesChecked]).filter(({ tags }) => tags.includes('cat.color'));

  expect(all.map(({ ruleId }) => ruleId).sort()).toEqual([...colourRules].sort());
});
