import { expect, it } from 'vitest';
import { newestDocker } from '../../../src/core/docker/config/release.ts';
import { dockerRules } from '../../../src/core/docker/release.ts';

it.each([
  ['20.10.24', { implicit: false, runtimeType: false, validatesAtLoad: true, taskFailed: '' }],
  ['23.0.6', { implicit: true, leadingDot: true, runtimeType: false, validatesAtLoad: true, taskFailed: '' }],
  ['v24.0.9', { implicit: true, leadingDot: true, runtimeType: true, validatesAtLoad: true }],
  ['25.0.17', { implicit: true, leadingDot: false, validatesAtLoad: false, stockOverridable: true }],
  ['27.5.1', { implicit: true, leadingDot: false, taskFailed: 'failed to create task for container: ' }],
])('dockerRules() knows the generation of %s', (version, rules) => {
  expect(dockerRules(version)).toMatchObject(rules);
});

it('dockerRules() knows the built-in names', () => {
  expect(dockerRules('20.10.24').stock).toEqual(['io.containerd.runc.v2', 'io.containerd.runtime.v1.linux', 'runc']);
  expect(dockerRules('28.5.2').stock).toEqual(['io.containerd.runc.v2', 'runc']);
});

it('dockerRules() treats a version that cannot be read as the newest', () => {
  expect(dockerRules('b985e2313a')).toEqual(dockerRules(newestDocker));
});
