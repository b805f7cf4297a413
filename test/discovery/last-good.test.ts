import { describe, expect, it } from 'vitest';
import { LastGood } from '../../src/discovery/last-good.ts';
import type { ContainerdFacts, DockerFacts, DockerRuntimes } from '../../src/model/observation.ts';
import type { SourceState } from '../../src/model/source.ts';

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

const stock: DockerRuntimes = { defaultRuntime: 'runc', runtimes: [] };
const kata: DockerRuntimes = { defaultRuntime: 'kata', runtimes: [] };
const refused: DockerRuntimes = { ...stock, error: { stage: 'load', message: 'unexpected end of JSON input' } };

function dockerd(runtimes: DockerRuntimes, configFile = '/etc/docker/daemon.json'): DockerFacts {
  return {
    present: true,
    version: '28.0.0',
    versionSource: 'assumed',
    configFile,
    configFileExplicit: false,
    flags: [],
    runtimes,
  };
}

const process = (state: SourceState['state']): SourceState => ({ source: 'containerd-process', state });
const config = (state: SourceState['state'], message?: string): SourceState => ({
  source: 'docker-config',
  state,
  ...(message === undefined ? {} : { message }),
});

describe('LastGood.docker()', () => {
  it('keeps the last good runtimes while the configuration is refused, however long, and says so', () => {
    const lastGood = new LastGood();
    lastGood.docker({ facts: dockerd(kata), states: [config('read')] });

    lastGood.docker({ facts: dockerd(refused), states: [config('read')] });
    const told = lastGood.docker({ facts: dockerd(refused), states: [config('read')] });

    expect(told.facts).toMatchObject({ runtimes: kata, configError: refused.error });
    expect(told.states).toEqual([config('stale', 'unexpected end of JSON input')]);
  });

  it('takes a good configuration as soon as there is one', () => {
    const lastGood = new LastGood();
    lastGood.docker({ facts: dockerd(kata), states: [config('read')] });
    lastGood.docker({ facts: dockerd(refused), states: [config('read')] });

    const told = lastGood.docker({ facts: dockerd(stock), states: [config('absent')] });

    expect(told.facts).toEqual(dockerd(stock));
    expect(told.states).toEqual([config('absent')]);
  });

  it('keeps the last good runtimes while the file cannot be read', () => {
    const lastGood = new LastGood();
    lastGood.docker({ facts: dockerd(kata), states: [config('read')] });

    const told = lastGood.docker({ facts: dockerd(stock), states: [config('unreadable', 'EACCES')] });

    expect(told.facts).toEqual(dockerd(kata));
    expect(told.states).toEqual([config('stale', 'EACCES')]);
  });

  it('shows the error alone when nothing good came before it, or only of another file', () => {
    const lastGood = new LastGood();
    lastGood.docker({ facts: dockerd(kata, '/etc/other.json'), states: [config('read')] });

    const told = lastGood.docker({ facts: dockerd(refused), states: [config('read')] });

    expect(told.facts).toEqual(dockerd(refused));
    expect(told.states).toEqual([config('unreadable', 'unexpected end of JSON input')]);
  });
});

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
});
