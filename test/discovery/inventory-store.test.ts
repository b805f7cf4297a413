import { describe, expect, it } from 'vitest';
import { applyChangeSet } from '../../public/data/inventory.js';
import { InventoryStore } from '../../src/discovery/inventory-store.ts';
import type { HostFacts } from '../../src/model/host/observation.ts';
import type { ChangeSet } from '../../src/model/inventory/change.ts';
import type { InventoryFacts } from '../../src/model/inventory/inventory.ts';
import { handler, plan } from '../builders.ts';

const observation: HostFacts = {
  target: 'test',
  containerd: {
    version: '2.0.0',
    versionSource: 'assumed',
    cwd: '/',
    cwdDeleted: false,
    pathSource: 'assumed',
    user: { uid: 0, gid: 0, groups: [] },
    executableTest: 'access',
  },
  places: [],
  docker: {
    present: false,
    version: '28.0.0',
    versionSource: 'assumed',
    configFile: '/etc/docker/daemon.json',
    runtimes: { defaultRuntime: 'runc', runtimes: [] },
  },
  sources: [],
};

function factsWith(...handlers: string[]): InventoryFacts {
  return {
    host: {
      target: 'test',
      containerd: { version: '2.0.0', versionSource: 'assumed', pathSource: 'assumed', user: 0 },
      docker: {
        present: false,
        version: '28.0.0',
        versionSource: 'assumed',
        configFile: '/etc/docker/daemon.json',
      },
    },
    defaultRuntime: 'runc',
    runtimes: [],
    shims: [],
    plan: plan(),
    searchPath: [],
    cri: { state: 'served' },
    defaultHandler: 'runc',
    handlers: handlers.map((name) => handler({ handler: name })),
    processes: [],
    programs: [],
    findings: [],
    sources: [],
  };
}

function newStore(errors: unknown[] = []): InventoryStore {
  return new InventoryStore((error) => errors.push(error));
}

describe('InventoryStore', () => {
  it('current() is undefined until something was published', () => {
    const store = newStore();

    expect(store.current()).toBeUndefined();
    expect(store.since(1)).toBeUndefined();
    expect(store.changes()).toEqual([]);
  });

  it('publish() numbers inventories, and publishes no equal facts but keeps their observation', () => {
    const store = newStore();
    const told: number[] = [];
    store.subscribe((set) => told.push(set.revision));

    expect(store.publish(factsWith('a'), observation)).toBe(true);
    expect(store.publish(factsWith('a'), { ...observation, target: 'newer' })).toBe(false);
    expect(store.publish(factsWith('a', 'b'), observation)).toBe(true);

    expect(told).toEqual([1, 2]);
    expect(store.current()?.revision).toBe(2);
    store.publish(factsWith('a', 'b'), { ...observation, target: 'newest' });
    expect(store.published()?.observation.target).toBe('newest');
  });

  it('publish() freezes what it serves', () => {
    const store = newStore();

    store.publish(factsWith('a'), observation);

    const inventory = store.current();
    expect(Object.isFrozen(inventory?.handlers[0])).toBe(true);
  });

  it('since() gives the steps from a revision to the current one', () => {
    const store = newStore();
    store.publish(factsWith('a'), observation);
    const first = store.current();
    store.publish(factsWith('a', 'b'), observation);
    store.publish(factsWith('b'), observation);

    const sets = store.since(1) ?? [];

    expect(sets.map((set) => set.revision)).toEqual([2, 3]);
    expect(first && sets.reduce(applyChangeSet, first)).toEqual(store.current());
    expect(store.since(3)).toEqual([]);
    expect([0, -1, 4, 1.5, Number.NaN].map((revision) => store.since(revision))).toEqual(Array(5).fill(undefined));
  });

  it('changes() keeps the last thousand steps, newest first, with their times', () => {
    const store = newStore();
    for (let number = 0; number <= 1200; number++) store.publish(factsWith(`h${number}`), observation);

    const changes = store.changes();

    expect(changes).toHaveLength(1000);
    expect(changes[0]?.revision).toBe(1201);
    expect(changes.at(-1)?.revision).toBe(202);
    expect(changes[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(store.since(201)).toHaveLength(1000);
    expect(store.since(200)).toBeUndefined();
  });

  it('changes() keeps fewer steps where they are large', () => {
    const store = newStore();
    const large = (step: number, length: number) => `${step}-${'x'.repeat(length)}`;
    for (let step = 0; step <= 20; step++) store.publish(factsWith(large(step, 500_000)), observation);

    const kept = store.changes();
    expect(JSON.stringify(kept).length).toBeLessThan(8 * 1024 * 1024);
    expect(kept.map(({ revision }) => revision)).toEqual([21, 20, 19, 18]);
    expect(store.since(17)).toHaveLength(4);
    expect(store.since(16)).toBeUndefined();

    store.publish(factsWith(large(21, 9_000_000)), observation);
    expect(store.changes()).toEqual([]);
    expect(store.since(22)).toEqual([]);
  });

  it('subscribe() calls every listener, whatever another one throws, until it is stopped', () => {
    const errors: unknown[] = [];
    const store = newStore(errors);
    const told: ChangeSet[] = [];
    store.subscribe(() => {
      throw new Error('broken listener');
    });
    const unsubscribe = store.subscribe((set) => told.push(set));

    store.publish(factsWith('a'), observation);
    unsubscribe();
    store.publish(factsWith('b'), observation);

    expect(told.map((set) => set.revision)).toEqual([1]);
    expect(errors).toHaveLength(2);
  });

  it('boot differs from run to run and needs no escaping in a URL', () => {
    const names = Array.from({ length: 100 }, () => newStore().boot);

    expect(new Set(names).size).toBe(100);
    expect(names.every((name) => /^[\w-]+$/.test(name))).toBe(true);
  });
});
