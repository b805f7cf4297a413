import { expect, it } from 'vitest';
import { applyChangeSet, changesBetween } from '../../public/data/inventory.js';
import { compareCodePoints } from '../../public/text/code-points.js';
import { compareCodePoints as serviceOrder } from '../../src/core/code-points.ts';
import { diffInventories } from '../../src/core/inventory/diff.ts';
import { finding, inventory, place, runtime, shim } from '../builders.ts';

const before = inventory({
  revision: 3,
  runtimes: ['a.b', 'a.c', 'a.d'].map((name) => runtime({ name })),
  shims: [shim({ path: '/a/containerd-shim-a-v1' })],
  searchPath: [
    place({ directory: '/a', position: 0, shims: ['containerd-shim-a-v1'] }),
    place({ directory: '/b', position: 1 }),
    place({ directory: '/a', position: 2, state: 'duplicate', duplicateOf: '/a' }),
  ],
  findings: [finding({ code: 'a', severity: 'low' }), finding({ code: 'b', severity: 'high' })].reverse(),
});
const after = inventory({
  revision: 4,
  defaultRuntime: 'a.c',
  runtimes: [
    runtime({ name: 'a.aa' }),
    runtime({ name: 'a.c', available: false }),
    runtime({ name: 'a.d' }),
    runtime({ name: '\u{1f600}.x' }),
  ],
  shims: [],
  searchPath: [
    place({ directory: '/b', position: 0 }),
    place({ directory: '/a', position: 1 }),
    place({ directory: '/a', position: 2, state: 'duplicate', duplicateOf: '/a' }),
  ],
  findings: [finding({ code: 'c', severity: 'high' }), finding({ code: 'a', severity: 'medium' })],
});

it('applyChangeSet() brings the page to the inventory of the service', () => {
  expect(applyChangeSet(before, diffInventories(before, after))).toEqual(after);
  expect(applyChangeSet(after, diffInventories(after, before))).toEqual(before);
});

it('applyChangeSet() keeps the entries that did not change, so that their rows are kept', () => {
  const next = applyChangeSet(before, diffInventories(before, after));

  expect(next.runtimes.find(({ name }) => name === 'a.d')).toBe(before.runtimes[2]);
  expect(next.handlers).toBe(before.handlers);
});

it('changesBetween() finds what the service would have sent', () => {
  expect(changesBetween(before, after)).toEqual(diffInventories(before, after).changes);
});

it.each([
  ['a', 'b'],
  ['a', 'aa'],
  ['', 'a'],
  ['\uffee', '\u{1f600}'],
  ['\u{1f600}', '\u{1f601}'],
  ['\ud800', '\ue000'],
])('compareCodePoints() orders %j and %j as the service does', (a, b) => {
  expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(serviceOrder(a, b)));
  expect(Math.sign(compareCodePoints(b, a))).toBe(Math.sign(serviceOrder(b, a)));
});
