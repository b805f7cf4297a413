import { expect, it } from 'vitest';
import { observation } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'containerd-deprecations';

it('containerdDeprecations() quotes each warning of the running containerd', () => {
  const deprecations = [
    { id: 'io.containerd.deprecation/a', message: 'a is deprecated' },
    { id: 'io.containerd.deprecation/b', message: 'b is deprecated' },
  ];
  const host = { ...observation(), runningContainerd: { deprecations } };

  const found = findingsOf(host).filter((each) => each.code === code);

  expect(found.map(({ severity, subject, message }) => [severity, subject, message])).toEqual([
    ['low', 'io.containerd.deprecation/a', 'The running containerd warns: a is deprecated'],
    ['low', 'io.containerd.deprecation/b', 'The running containerd warns: b is deprecated'],
  ]);
  expect(found[0]?.advice).toEqual([expect.objectContaining({ command: 'ctr deprecations list' })]);
});

it('containerdDeprecations() finds nothing where containerd was not asked', () => {
  expect(findingsOf(observation()).map((each) => each.code)).not.toContain(code);
});
