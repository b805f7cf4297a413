import { describe, expect, it } from 'vitest';
import { LastGood } from '../../../src/discovery/look/last-good.ts';
import type { ContainerdFacts } from '../../../src/model/host/containerd-facts.ts';
import type { SourceState } from '../../../src/model/inventory/source.ts';

const assumed: ContainerdFacts = {
  version: '2.0.0',
  versionSource: 'assumed',
  cwd: '/',
  cwdDeleted: false,
  pathSource: 'assumed',
  user: { uid: 0, gid: 0, groups: [] },
  executableTest: 'access',
};
const running: ContainerdFacts = { ...assumed, pid: 42, pathSource: 'process', path: '/opt/bin' };

const process = (state: SourceState['state']): SourceState => ({ source: 'containerd-process', state });
describe('LastGood.containerd()', () => {
  const isAlive = () => true;

  it('keeps the facts of a process that lives on but cannot be read', () => {
    const lastGood = new LastGood();
    lastGood.containerd({ facts: running, states: [process('read')] }, isAlive);

    const told = lastGood.containerd({ facts: { ...assumed, pid: 42 }, states: [process('unreadable')] }, isAlive);

    expect(told).toEqual({ facts: running, states: [process('stale')] });
  });

  it.each([
    ['is gone', { facts: assumed, states: [process('unreadable')] }, () => false],
    ['gave its socket to another', { facts: { ...assumed, pid: 43 }, states: [process('unreadable')] }, isAlive],
    ['is known to be absent', { facts: assumed, states: [process('absent')] }, isAlive],
  ])('forgets the facts of a process that %s', (_, told, alive) => {
    const lastGood = new LastGood();
    lastGood.containerd({ facts: running, states: [process('read')] }, isAlive);

    expect(lastGood.containerd(told, alive)).toEqual(told);
  });

  it('has nothing to keep when the process never could be read', () => {
    const told = { facts: { ...assumed, pid: 42 }, states: [process('unreadable')] };

    expect(new LastGood().containerd(told, isAlive)).toEqual(told);
  });

  it('keeps the places of a containerd whose configuration cannot be read any more', () => {
    const config = (state: SourceState['state']): SourceState => ({
      source: 'containerd-config',
      state,
      file: '/c.toml',
    });
    const places = { path: '/opendata/bin:/bin', optDirectory: '/opendata/bin', stateDirectory: '/data/state' };
    const known = { facts: { ...running, ...places }, states: [config('read')] };
    const assumedPlaces = { path: '/opt/bin:/bin', optDirectory: '/opt/bin', optUnread: 'why', stateUnread: 'why' };
    const unread = { facts: { ...running, ...assumedPlaces }, states: [config('unreadable')] };
    const lastGood = new LastGood();
    lastGood.containerd(known, isAlive);

    expect(lastGood.containerd(unread, isAlive)).toEqual({ facts: known.facts, states: [config('stale')] });
    expect(new LastGood().containerd(unread, isAlive)).toEqual(unread);
  });
});
