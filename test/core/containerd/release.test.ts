import { expect, it } from 'vitest';
import { containerdRules, newestContainerd } from '../../../src/core/containerd/release.ts';

it.each([
  ['1.2.14', { cwdPlace: false, executablePlace: false, absoluteName: 'name', slashInName: 'name', leadingDot: true }],
  ['1.3.10', { cwdPlace: false, executablePlace: true, absoluteName: 'name', slashInName: 'name', leadingDot: true }],
  ['1.4.13', { cwdPlace: false, executablePlace: true, absoluteName: 'name', slashInName: 'name', leadingDot: true }],
  ['1.5.18', { cwdPlace: true, absoluteName: 'dirname', slashInName: 'walk', leadingDot: true, emptyNameText: false }],
  ['1.6.39', { cwdPlace: true, absoluteName: 'binary', slashInName: 'walk', leadingDot: true, emptyNameText: true }],
  ['1.7.34', { absoluteName: 'binary', slashInName: 'refused', leadingDot: false, unknownSuffix: true }],
  ['2.0.0', { slashInName: 'refused', leadingDot: false, unknownSuffix: false, linuxV1Runtime: false }],
])('containerdRules() has the rules of %s', (version, rules) => {
  expect(containerdRules(version)).toMatchObject(rules);
});

it('containerdRules() changes the example in the error text with 2.0', () => {
  expect(containerdRules('1.7.34').example).toBe('io.containerd.runc.v1');
  expect(containerdRules('2.0.0').example).toBe('io.containerd.runc.v2');
});

it('containerdRules() treats an unreadable version as the newest', () => {
  expect(containerdRules('HEAD')).toEqual(containerdRules(newestContainerd));
});
