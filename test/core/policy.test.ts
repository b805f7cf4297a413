import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allows } from '../../src/core/policy.ts';
import { anyText } from '../any-text.ts';

const kata = 'containerd-shim-kata-v2';

it('allows() allows everything when nothing is said', () => {
  expect(allows({ allow: [], deny: [] }, kata)).toBe(true);
});

it('allows() allows only what is named once anything is', () => {
  const policy = { allow: ['containerd-shim-runc-*'], deny: [] };

  expect(allows(policy, 'containerd-shim-runc-v2')).toBe(true);
  expect(allows(policy, kata)).toBe(false);
});

it('allows() lets a denial win', () => {
  expect(allows({ allow: ['*'], deny: ['*kata*'] }, kata)).toBe(false);
});

it.each([
  ['containerd-shim-kata-v?', true],
  ['containerd-shim-kata-v', false],
  ['*-v[12]', true],
  ['*-v[!2]', false],
  ['*-v[^1]', true],
  ['*-v[0-9]', true],
  ['*-v[]2]', true],
  ['*k*t*a*', true],
  ['CONTAINERD-SHIM-KATA-V2', false],
  ['**', true],
  ['', false],
  ['*[', false],
])('allows() reads the glob %j', (glob, matches) => {
  expect(allows({ allow: [glob], deny: [] }, kata)).toBe(matches);
});

it('allows() treats a class that never ends as a bracket', () => {
  expect(allows({ allow: ['a[b'], deny: [] }, 'a[b')).toBe(true);
});

it('allows() matches a character beyond the basic plane as one', () => {
  expect(allows({ allow: ['?.[😀-😂]'], deny: [] }, '😀.😁')).toBe(true);
});

it('allows() finds every name allowed by itself, its special characters put in brackets', () => {
  fc.assert(
    fc.property(anyText(), (name) => {
      const literal = name.replace(/[*?[]/g, '[$&]');
      expect(allows({ allow: [literal], deny: [] }, name)).toBe(true);
    }),
  );
});

it('allows() never throws, and takes a hostile glob in its stride', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (glob, name) => void allows({ allow: [glob], deny: [glob] }, name)));

  expect(allows({ allow: ['*a'.repeat(200)], deny: [] }, `${'a'.repeat(4000)}b`)).toBe(false);
});
