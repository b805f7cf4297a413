import { expect, it } from 'vitest';
import { onlyLearned } from '../../../public/data/learned.js';
import type { Change } from '../../../src/model/inventory/change.ts';

const file = { size: 1, mode: '0755', uid: 0, gid: 0, format: { kind: 'other' } } as const;
const program = { role: 'containerd', path: '/usr/bin/containerd' } as const;
const update = (before: Change['before'], after: Change['after']): Change => ({
  kind: 'program',
  action: 'update',
  key: 'containerd /usr/bin/containerd',
  before,
  after,
});

it('onlyLearned() is true when shimdex has only finished reading a file', () => {
  expect(onlyLearned(update(program, { ...program, file }))).toBe(true);
});

it('onlyLearned() is false when the file became another one, or anything else changed', () => {
  expect(onlyLearned(update({ ...program, file }, { ...program, file: { ...file, size: 2 } }))).toBe(false);
  expect(onlyLearned(update(program, { ...program, pid: 7, file }))).toBe(false);
  expect(onlyLearned(update(program, { ...program, pid: 7 }))).toBe(false);
  expect(onlyLearned({ ...update(program, { ...program, file }), action: 'create' })).toBe(false);
});
