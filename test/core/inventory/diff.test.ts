import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyChangeSet, changesBetween } from '../../../public/data/inventory.js';
import { compareCodePoints, sortedByCodePoint } from '../../../src/core/code-points.ts';
import { compareFindings } from '../../../src/core/findings/order.ts';
import { diffInventories, sameFacts } from '../../../src/core/inventory/diff.ts';
import { programKey } from '../../../src/core/inventory/merge-programs.ts';
import type { Inventory } from '../../../src/model/inventory/inventory.ts';
import type { Place } from '../../../src/model/inventory/search-path.ts';
import type { Shim } from '../../../src/model/inventory/shim.ts';
import { finding, handler, host, inventory, place, runtime, shim, shimProcess } from '../../builders.ts';

it('diffInventories() reports what was added, removed and changed', () => {
  const before = inventory({ runtimes: [runtime({ name: 'a.v1' }), runtime({ name: 'b.v1' })] });
  const after = inventory({
    revision: 2,
    runtimes: [runtime({ name: 'b.v1', available: false }), runtime({ name: 'c.v1' })],
  });

  const { revision, changes } = diffInventories(before, after);

  expect(revision).toBe(2);
  expect(changes.map(({ kind, action, key }) => [kind, action, key])).toEqual([
    ['runtime', 'destroy', 'a.v1'],
    ['runtime', 'update', 'b.v1'],
    ['runtime', 'create', 'c.v1'],
  ]);
  expect(changes[1]).toMatchObject({ before: { available: true }, after: { available: false } });
});

it('diffInventories() includes the host and the default only when they changed', () => {
  const before = inventory();

  expect(diffInventories(before, inventory({ revision: 2 }))).toEqual({ revision: 2, changes: [] });
  expect(diffInventories(before, inventory({ defaultRuntime: 'kata', host: host({ target: 'k3s' }) }))).toMatchObject({
    defaultRuntime: 'kata',
    host: { target: 'k3s' },
  });
});

it('diffInventories() without a before creates every entry', () => {
  const set = diffInventories(undefined, inventory({ shims: [shim({ path: '/bin/containerd-shim-a-v1' })] }));

  expect(set).toMatchObject({ defaultRuntime: 'runc', host: { target: 'default' } });
  expect(set.changes).toMatchObject([{ kind: 'shim', action: 'create', key: '/bin/containerd-shim-a-v1' }]);
});

it('diffInventories() gives the second mention of a directory on the search path a key of its own', () => {
  const first = place({ directory: '/bin', position: 0 });
  const again = place({ directory: '/bin', position: 1, state: 'duplicate', duplicateOf: '/bin' });

  const { changes } = diffInventories(inventory({ searchPath: [first] }), inventory({ searchPath: [first, again] }));

  expect(changes).toMatchObject([{ kind: 'place', action: 'create', key: '/bin#2' }]);
});

it('diffInventories() numbers entries of one name, whichever of them changed', () => {
  const [a, b, z] = ['/bin/a', '/bin/b', '/bin/z'].map((path) => shim({ path }));
  const [same, other] = [shim({ path: '/bin/b', binary: 'b' }), shim({ path: '/bin/b', binary: 'other' })];
  if (a === undefined || b === undefined || z === undefined) throw new Error('three shims');
  const steps = (before: Shim[], after: Shim[]) =>
    diffInventories(inventory({ shims: before }), inventory({ shims: after })).changes.map(
      ({ action, key }) => `${action} ${key}`,
    );

  expect(steps([a, b, same, z], [a, b, other, z])).toEqual(['update /bin/b#2']);
  expect(steps([a, b, z], [a, b, other, z])).toEqual(['create /bin/b#2']);
  expect(steps([a, b, same, z], [a, b, z])).toEqual(['destroy /bin/b#2']);
  expect(steps([a, b, other, z], [a, other, z])).toEqual(['destroy /bin/b#2', 'update /bin/b']);
});

it('diffInventories() does not send the list of shims of a place when a shim changes', () => {
  const binaries = Array.from({ length: 1440 }, (_, index) => `containerd-shim-a${index}-v1`);
  const facts = (given: readonly string[]) =>
    inventory({
      shims: given.map((binary) => shim({ path: `/bin/${binary}` })),
      searchPath: [place({ directory: '/bin', shims: given.toSorted(compareCodePoints) })],
    });

  const { changes } = diffInventories(facts(binaries.slice(1)), facts(binaries));

  expect(changes).toMatchObject([{ kind: 'shim', action: 'create', key: '/bin/containerd-shim-a0-v1' }]);
});

it('diffInventories() gives a finding the key of its code and subject', () => {
  const { changes } = diffInventories(inventory(), inventory({ findings: [finding({ code: 'c', subject: 's' })] }));

  expect(changes[0]?.key).toBe('c s');
});

it('sameFacts() does not look at the revision', () => {
  expect(sameFacts(inventory({ revision: 1 }), inventory({ revision: 7 }))).toBe(true);
  expect(sameFacts(inventory(), inventory({ defaultRuntime: 'kata' }))).toBe(false);
});

it('applyChangeSet() leads from any inventory to any other by their difference', () => {
  fc.assert(
    fc.property(anyInventory(), anyInventory(), (before, after) => {
      expect(applyChangeSet(before, diffInventories(before, after))).toEqual(after);
    }),
  );
});

it('changesBetween() finds the changes that the service would send', () => {
  fc.assert(
    fc.property(anyInventory(), anyInventory(), (before, after) => {
      expect(changesBetween(before, after)).toEqual(diffInventories(before, after).changes);
    }),
  );
});

it('diffInventories() finds nothing between an inventory and its copy', () => {
  fc.assert(
    fc.property(anyInventory(), (facts) => {
      expect(diffInventories(facts, structuredClone(facts)).changes).toEqual([]);
      expect(sameFacts(facts, structuredClone(facts))).toBe(true);
    }),
  );
});

/** Few names, so that they repeat: hostile names, and names that look like or sort between the keys of repeated ones. */
function anyName(): fc.Arbitrary<string> {
  return fc.constantFrom('a', 'b', 'a!', 'a#2', '__proto__', 'constructor', '\u{1f600}', '\uffee', '');
}

function anyInventory(): fc.Arbitrary<Inventory> {
  const unique = <T>(item: fc.Arbitrary<T>, key: (value: T) => string) =>
    fc.uniqueArray(item, { selector: key, maxLength: 6 }).map((items) => sortedByCodePoint(items, key));
  const repeated = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 6 });
  return fc
    .record({
      revision: fc.nat(),
      defaultRuntime: anyName(),
      runtimes: unique(
        fc.record({ name: anyName(), available: fc.boolean() }).map((given) => runtime(given)),
        ({ name }) => name,
      ),
      shims: repeated(
        fc.record({ path: anyName(), binary: anyName(), directory: anyName() }).map((given) => shim(given)),
      ).map((shims) => sortedByCodePoint(shims, ({ path }) => path)),
      searchPath: repeated(fc.record({ directory: anyName() }).map((given) => place(given))).map((places) =>
        places.map((each, position) => ({ ...each, position })),
      ),
      handlers: unique(
        anyName().map((name) => handler({ handler: name })),
        (each) => each.handler,
      ),
      processes: unique(
        fc.record({ pid: fc.integer({ min: 1, max: 12 }), namespace: anyName() }).map((given) => shimProcess(given)),
        ({ pid }) => String(pid),
      ).map((processes) => processes.toSorted((a, b) => a.pid - b.pid)),
      programs: unique(
        fc
          .record({ role: fc.constantFrom('dockerd', 'shim'), path: anyName(), pid: fc.constantFrom(7, undefined) })
          .map(({ role, path, pid }) => ({ role, path, ...(pid === undefined ? {} : { pid }) })),
        programKey,
      ),
      findings: unique(
        fc
          .record({ code: anyName(), subject: anyName(), severity: fc.constantFrom('low', 'medium', 'high') })
          .map((given) => finding(given)),
        ({ code, subject }) => `${code} ${subject}`,
      ).map((findings) => [...findings].sort(compareFindings)),
    })
    .map(({ searchPath, ...given }) => inventory({ ...given, searchPath: searchPath.map(withShims(given.shims)) }));
}

/** The shims of a place follow from the list of shims. */
function withShims(shims: readonly Shim[]): (place: Place) => Place {
  const binaries = (directory: string) =>
    shims.filter((each) => each.directory === directory).map(({ binary }) => binary);
  return (place) => ({ ...place, shims: binaries(place.directory).sort(compareCodePoints) });
}
