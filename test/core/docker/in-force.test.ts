import { describe, expect, it } from 'vitest';
import { dockerInForce } from '../../../src/core/docker/in-force.ts';
import type { EngineFacts, ShownRuntime } from '../../../src/model/host/docker-facts.ts';
import type { SourceState } from '../../../src/model/inventory/source.ts';
import { type DockerdInput, dockerd, dockerReading } from '../../builders.ts';

const crun = { path: '/usr/bin/crun' };

function engine(runtimes: Readonly<Record<string, ShownRuntime>> = {}, given: Partial<EngineFacts> = {}): EngineFacts {
  const stock = { runc: { path: 'runc' }, 'io.containerd.runc.v2': { path: 'runc' } };
  const all = new Map<string, ShownRuntime>(Object.entries({ ...stock, ...runtimes }));
  return { version: '28.5.2', defaultRuntime: 'runc', runtimes: all, ...given };
}

function reading(config: unknown, given: DockerdInput = {}) {
  return dockerReading({ dockerd: dockerd({ text: JSON.stringify(config), ...given }) });
}

const withCrun = () => reading({ runtimes: { crun } });
const configured = (names: readonly { name: string; origin: string }[]) =>
  names.filter(({ origin }) => origin === 'configured').map(({ name }) => name);

describe('dockerInForce() without an Engine', () => {
  it('gives what dockerd gets from its configuration', () => {
    const { facts, states } = dockerInForce(withCrun(), undefined, undefined);

    expect(configured(facts.runtimes.runtimes)).toEqual(['crun']);
    expect(facts).toMatchObject({ present: true, version: '28.0.0', versionSource: 'read' });
    expect(facts).not.toHaveProperty('onDisk');
    expect(states).toEqual([{ source: 'docker-config', state: 'read' }]);
  });

  it('keeps the last good runtimes over several looks, and takes the next good ones', () => {
    const first = dockerInForce(withCrun(), undefined, undefined);
    const second = dockerInForce(reading({ runtimes: 1 }), undefined, first);
    const third = dockerInForce(reading({ runtimes: 2 }), undefined, second);

    expect(configured(third.facts.runtimes.runtimes)).toEqual(['crun']);
    expect(third.facts.configError?.message).toContain('cannot unmarshal number');
    expect(third.states).toMatchObject([{ source: 'docker-config', state: 'stale' }]);

    const fourth = dockerInForce(reading({}), undefined, third);
    expect(configured(fourth.facts.runtimes.runtimes)).toEqual([]);
    expect(fourth.facts).not.toHaveProperty('configError');
  });
});

describe('dockerInForce() with an Engine', () => {
  it('gives the runtimes of the Engine and what its configuration would change', () => {
    const { facts } = dockerInForce(withCrun(), engine(), undefined);

    expect(configured(facts.runtimes.runtimes)).toEqual([]);
    expect(configured(facts.onDisk?.runtimes ?? [])).toEqual(['crun']);
    expect(facts.drift?.afterRestart?.runtimes.has('crun')).toBe(true);
  });

  it('is present where only the Engine shows it', () => {
    const absent = { ...reading({}), present: false };

    expect(dockerInForce(absent, undefined, undefined).facts.present).toBe(false);
    expect(dockerInForce(absent, engine(), undefined).facts.present).toBe(true);
  });

  it('has the version of the Engine, which decides how its file is read', () => {
    const text = '{"runtimes": {"a": {"path": "/a"}}} trailing';
    const old = engine({}, { version: '20.10.24' });

    const { facts } = dockerInForce(reading(undefined, { text, version: '29.7.2' }), old, undefined);

    expect(facts).toMatchObject({ version: '20.10.24', versionSource: 'read' });
    expect(configured(facts.onDisk?.runtimes ?? [])).toEqual(['a']);
  });

  it.each([
    ['is given', 'given', '20.10.24'],
    ['of the Engine is of a build without a version', 'assumed', 'dev'],
    ['of the Engine is that of Podman', 'assumed', '5.4.2'],
  ] as const)('keeps the version of dockerd where the one %s', (_what, versionSource, version) => {
    const { facts } = dockerInForce({ ...reading({}), versionSource }, engine({}, { version }), undefined);

    expect(facts).toMatchObject({ version: '28.0.0', versionSource });
  });

  it('compares nothing where only shimdex cannot read the file', () => {
    const states: SourceState[] = [{ source: 'docker-config', state: 'unreadable', message: 'EACCES' }];
    const unreadable = { ...reading(undefined, { errno: 'EACCES' }), states };

    const result = dockerInForce(unreadable, engine({ crun }), undefined);

    expect(configured(result.facts.runtimes.runtimes)).toEqual(['crun']);
    expect(result.facts).not.toHaveProperty('drift');
    expect(result.states).toEqual(states);
  });

  it('compares a file that dockerd cannot read either', () => {
    const { facts } = dockerInForce(reading(undefined, { errno: 'EISDIR' }), engine(), undefined);

    expect(facts.configError?.message).toContain('is a directory');
    expect(facts.drift?.afterReload.kind).toBe('refused');
  });

  it('compares nothing with the file of a Podman, which reads none', () => {
    const { facts } = dockerInForce(withCrun(), engine({}, { version: '5.4.2' }), undefined);

    expect(facts).not.toHaveProperty('onDisk');
    expect(facts).not.toHaveProperty('drift');
  });
});

describe('dockerInForce() from one look to the next', () => {
  it('gives the same result for the same reading and the same answer', () => {
    const read = withCrun();
    const answer = engine();
    const before = dockerInForce(read, answer, undefined);

    expect(dockerInForce(read, answer, before)).toBe(before);
  });

  it('decides again for a new reading, a new answer, and an Engine that is gone', () => {
    const read = withCrun();
    const before = dockerInForce(read, engine(), undefined);

    expect(dockerInForce({ ...read }, before.engine, before)).not.toBe(before);
    expect(dockerInForce(read, engine(), before)).not.toBe(before);
    expect(dockerInForce(read, undefined, before).facts).not.toHaveProperty('onDisk');
  });
});
