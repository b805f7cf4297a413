import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkPermission } from '../../../src/core/docker/permission.ts';
import { dockerRules } from '../../../src/core/docker/release.ts';
import { anyText } from '../../any-text.ts';

it.each([
  ['', 'empty'],
  ['kata', 'no-dot'],
  ['.kata.v2', 'empty-prefix'],
  ['..', 'empty-prefix'],
  ['/usr/bin/containerd-shim-runc-v2', 'absolute-path'],
  ['/', 'absolute-path'],
  ['./a.b', 'relative-path'],
  ['a.b/c', 'relative-path'],
])('checkPermission() refuses %j as %s', (name, refusal) => {
  expect(checkPermission(name, dockerRules('28.5.2'))).toEqual({ permitted: false, refusal });
});

it.each(['io.containerd.kata.v2', 'a.', 'a..', 'a.\0b', ' .v1', '__proto__.v1', 'a.\\b', 'é.中'])(
  'checkPermission() permits %j',
  (name) => {
    expect(checkPermission(name, dockerRules('28.5.2'))).toEqual({ permitted: true });
  },
);

it('checkPermission() lets a leading dot pass in 23 and 24 alone', () => {
  const permitted = ['23.0.18', '24.0.9', '25.0.0'].map(
    (version) => checkPermission('.a.v1', dockerRules(version)).permitted,
  );

  expect(permitted).toEqual([true, true, false]);
});

it('checkPermission() refuses whatever is not configured before 23, and says what is wrong with the name itself', () => {
  const rules = dockerRules('20.10.24');

  expect(checkPermission('io.containerd.kata.v2', rules)).toEqual({ permitted: false, refusal: 'not-configured' });
  expect(checkPermission('kata', rules)).toEqual({ permitted: false, refusal: 'no-dot' });
});

it('checkPermission() never lets a slash pass', () => {
  fc.assert(
    fc.property(anyText(), anyText(), (before, after) => {
      for (const version of ['20.10.24', '23.0.0', '24.0.0', '25.0.0', '']) {
        expect(checkPermission(`${before}/${after}`, dockerRules(version)).permitted).toBe(false);
      }
    }),
  );
});
