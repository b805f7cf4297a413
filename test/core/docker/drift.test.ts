import { describe, expect, it } from 'vitest';
import { dockerInForce } from '../../../src/core/docker/in-force.ts';
import { mergeInventory } from '../../../src/core/inventory/merge.ts';
import { resolveRuntime } from '../../../src/core/resolve/resolve.ts';
import type { EngineFacts, ShownRuntime } from '../../../src/model/host/docker-facts.ts';
import type { HostFacts } from '../../../src/model/host/observation.ts';
import type { InventoryFacts } from '../../../src/model/inventory/inventory.ts';
import { dockerd, dockerReading, executable, inspectOf, observation, observedPlace } from '../../builders.ts';

const stock = { runc: { path: 'runc' }, 'io.containerd.runc.v2': { path: 'runc' } };
const files = { '/usr/bin/crun': executable(), '/usr/bin/other': executable() };
const crun = { path: '/usr/bin/crun' };

function engine(runtimes: Readonly<Record<string, ShownRuntime>> = {}, given: Partial<EngineFacts> = {}): EngineFacts {
  return {
    version: '28.5.2',
    defaultRuntime: 'runc',
    runtimes: new Map(Object.entries({ ...stock, ...runtimes })),
    ...given,
  };
}

interface Host {
  readonly running: EngineFacts;
  readonly config: unknown;
  readonly flags?: readonly string[];
  readonly shims?: readonly string[];
  readonly unreadable?: boolean;
}

function seen({ running, config, flags = [], shims = [], unreadable = false }: Host): HostFacts {
  const version = running.version;
  const file = unreadable ? { errno: 'EACCES' } : { text: JSON.stringify(config) };
  const reading = dockerReading({ dockerd: dockerd({ pid: 43, flags, version, ...file }), path: '/usr/bin:/bin' });
  return observation({
    places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2', ...shims])],
    docker: dockerInForce(reading, running, undefined).facts,
    engine: running,
    sources: [{ source: 'docker-engine', state: 'read' }],
  });
}

function inventoryOf(host: Host): InventoryFacts {
  const observed = seen(host);
  return mergeInventory(observed, { allow: [], deny: [] }, inspectOf(observed, files));
}

function findingsOf(host: Host): string[] {
  return inventoryOf(host).findings.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}

function resolved(name: string, host: Host) {
  const { containerd, docker: facts, places } = seen(host);
  const policy = { allow: [], deny: [] };
  const world = { containerd, docker: facts, policy, known: [], inspect: inspectOf({ places }, files) };
  return resolveRuntime({ name, client: 'docker' }, world);
}

describe('mergeInventory() with a running Engine', () => {
  it('finds nothing where the Engine runs with its configuration', () => {
    const host = { running: engine({ crun }), config: { runtimes: { crun } } };

    expect(findingsOf(host)).toEqual([]);
    expect(inventoryOf(host).runtimes.find(({ name }) => name === 'crun')).toMatchObject({
      origin: 'configured',
      permitted: true,
      available: true,
      definedIn: { file: '/etc/docker/daemon.json', line: 1 },
    });
  });

  it('says which Engine it was, and nothing of one that was not asked', () => {
    const { host } = inventoryOf({ running: engine(), config: {} });
    const other = observation();

    expect(host.docker.engine).toEqual({ state: 'read', version: '28.5.2', defaultRuntime: 'runc' });
    expect(mergeInventory(other, { allow: [], deny: [] }, inspectOf(other)).host.docker).not.toHaveProperty('engine');
  });

  it('shows what is not loaded yet as what it is now: refused', () => {
    const host = { running: engine(), config: { runtimes: { crun } } };

    const found = inventoryOf(host).runtimes.find(({ name }) => name === 'crun');

    expect(found).toMatchObject({ origin: 'configured', permitted: false, available: false });
    expect(found?.definedIn).toEqual({ file: '/etc/docker/daemon.json', line: 1 });
    expect(found?.unavailable).toEqual({
      reason: 'reload-needed',
      message:
        'unknown or invalid runtime name: crun ("crun" is configured in "/etc/docker/daemon.json", but the running Engine has not loaded it: systemctl reload docker)',
    });
    expect(findingsOf(host)).toEqual(['medium reload-needed crun']);
  });

  it('shows what is not loaded yet and has the name of a shim as the shim that it starts now', () => {
    const name = 'io.containerd.kata.v2';
    const config = { runtimes: { [name]: { runtimeType: name, options: { ConfigPath: '/k' } } } };
    const installed = { running: engine(), config, shims: ['containerd-shim-kata-v2'] };

    const there = inventoryOf(installed).runtimes.filter((runtime) => runtime.name === name);
    const missing = inventoryOf({ running: engine(), config }).runtimes.filter((runtime) => runtime.name === name);

    expect(there).toEqual([expect.objectContaining({ origin: 'configured', permitted: true, available: true })]);
    expect(missing).toEqual([expect.objectContaining({ permitted: true, available: false })]);
    expect(missing[0]?.unavailable?.reason).toBe('reload-needed');
    expect(findingsOf(installed)).toEqual([`medium reload-needed ${name}`]);
  });

  it('still shows what only the Engine has', () => {
    const host = { running: engine({ crun }), config: { runtimes: {} } };

    expect(inventoryOf(host).runtimes.find(({ name }) => name === 'crun')).toMatchObject({
      origin: 'configured',
      available: true,
      ociRuntime: { resolvedPath: '/usr/bin/crun' },
    });
    expect(findingsOf(host)).toEqual(['low reload-needed crun']);
  });

  it('describes a changed entry as the Engine has it', () => {
    const host = { running: engine({ crun }), config: { runtimes: { crun: { path: '/usr/bin/other' } } } };

    const found = inventoryOf(host).runtimes.find(({ name }) => name === 'crun');

    expect(found?.ociRuntime?.path).toBe('/usr/bin/crun');
    expect(findingsOf(host)).toEqual(['medium reload-needed crun']);
  });

  it('takes the default of the Engine, not that of the file', () => {
    const host = { running: engine({ crun }), config: { runtimes: { crun }, 'default-runtime': 'crun' } };

    expect(inventoryOf(host).defaultRuntime).toBe('runc');
    expect(findingsOf(host)).toEqual(['medium reload-needed default-runtime']);
  });

  it('does not guess a shim that the Engine does not report', () => {
    const host = { running: engine({ a: {} }), config: { runtimes: {} } };

    expect(inventoryOf(host).runtimes.find(({ name }) => name === 'a')?.unavailable?.reason).toBe('shim-untold');
    expect(findingsOf(host)).toEqual(['low reload-needed a']);
  });

  it('assumes the configured shim where the Engine does not report one', () => {
    const config = { runtimes: { kata: { runtimeType: 'io.containerd.kata.v2' } } };
    const host = { running: engine({ kata: {} }), config, shims: ['containerd-shim-kata-v2'] };

    expect(inventoryOf(host).runtimes.find(({ name }) => name === 'kata')).toMatchObject({
      available: true,
      binary: 'containerd-shim-kata-v2',
    });
    expect(findingsOf(host)).toEqual([]);
  });

  it('compares nothing where the configuration cannot be read', () => {
    const host = { running: engine({ crun }), config: {}, unreadable: true };

    expect(findingsOf(host)).toEqual([]);
    expect(inventoryOf(host).runtimes.map(({ name }) => name)).toContain('crun');
  });
});

describe('resolveRuntime() with a running Engine', () => {
  it('gives the text the client sees, and what to do', () => {
    const resolution = resolved('crun', { running: engine(), config: { runtimes: { crun } } });

    expect(resolution).toMatchObject({
      verdict: 'refused',
      permitted: false,
      error: 'unknown or invalid runtime name: crun',
      unavailable: { reason: 'reload-needed' },
      note: expect.stringContaining('systemctl reload docker'),
    });
  });
});

describe('findings about drift', () => {
  it('restart-needed where a reload keeps what the file stopped mentioning', () => {
    const host = { running: engine({ crun }, { defaultRuntime: 'crun' }), config: {} };

    expect(findingsOf(host)).toEqual(['medium restart-needed default-runtime', 'low restart-needed crun']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe('Restart dockerd: a reload does not change it');
  });

  it('restart-needed where a reload is refused, with its words', () => {
    const host = { running: engine({ crun }, { defaultRuntime: 'crun' }), config: { runtimes: {} } };

    expect(findingsOf(host)).toEqual(['medium restart-needed default-runtime', 'low restart-needed crun']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe(
      "Restart dockerd: a reload is refused: specified default runtime 'crun' does not exist",
    );
  });

  it('restart-needed stays low for the stock name that a reload of 24 loses', () => {
    const running = engine({}, { version: '24.0.9', runtimes: new Map([['runc', { path: 'runc' }]]) });

    expect(findingsOf({ running, config: { runtimes: {} } })).toEqual(['low restart-needed io.containerd.runc.v2']);
  });

  it('next-start-fails in place of docker-config-refused, with the words of dockerd', () => {
    const host = { running: engine(), config: { runtimes: { a: {} } } };

    expect(findingsOf(host)).toEqual(['high next-start-fails /etc/docker/daemon.json:1']);
    expect(inventoryOf(host).findings[0]?.message).toBe(
      'The running dockerd would not start again: runtime a: either a runtimeType or a path must be configured',
    );
  });

  it('next-start-fails for a default with arguments whose program is not there', () => {
    const w = { path: '/no/such', runtimeArgs: ['--x'] };
    const running = engine({ w: { path: '/no/such', args: ['--x'] } });

    const found = inventoryOf({ running, config: { runtimes: { w }, 'default-runtime': 'w' } }).findings;

    expect(found.find(({ code }) => code === 'next-start-fails')?.message).toContain(
      'couldn\'t create plugin manager: error while looking up the specified runtime path: exec: "/no/such"',
    );
  });

  it('reload-crashes where 24 does not survive what it starts with', () => {
    const running = engine({ crun }, { version: '24.0.9' });

    expect(findingsOf({ running, config: { runtimes: null } })).toEqual([
      'high reload-crashes /etc/docker/daemon.json',
      'low restart-needed crun',
    ]);
  });

  it('default-not-available for a default that is not in effect yet and would not start', () => {
    const host = { running: engine(), config: { 'default-runtime': 'io.containerd.nope.v1' } };

    expect(findingsOf(host)).toEqual([
      'high default-not-available io.containerd.nope.v1',
      'medium reload-needed default-runtime',
    ]);
  });

  it('default-not-available for a default that the Engine itself does not know', () => {
    const running = engine({}, { version: '24.0.9', defaultRuntime: 'a' });

    expect(findingsOf({ running, config: { runtimes: {} } })).toContain('high default-not-available a');
    expect(findingsOf({ running, config: { runtimes: {} } }).join()).not.toContain('default-runtime-unavailable');
  });

  it('default-runtime-unavailable for a default that is in effect and would not start', () => {
    const name = 'io.containerd.nope.v1';
    const host = { running: engine({}, { defaultRuntime: name }), config: { 'default-runtime': name } };

    expect(findingsOf(host)).toEqual([`high default-runtime-unavailable ${name}`]);
  });

  it('restart-needed where a reload would drop what the command line adds', () => {
    const flags = ['--add-runtime=crun=/usr/bin/crun'];
    const host = { running: engine({ crun }), config: { runtimes: { other: { path: '/usr/bin/other' } } }, flags };

    expect(findingsOf(host)).toEqual(['medium restart-needed other']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe(
      'Restart dockerd: a reload would drop or change "crun", which a restart keeps',
    );
    expect(inventoryOf(host).runtimes.find(({ name }) => name === 'other')?.unavailable?.reason).toBe('restart-needed');
  });

  it('reload-needed of 20.10 says that a reload drops stock names', () => {
    const legacy = { ...stock, 'io.containerd.runtime.v1.linux': { path: 'runc' } };
    const running = engine({}, { version: '20.10.24', runtimes: new Map(Object.entries(legacy)) });
    const host = { running, config: { runtimes: { crun } } };

    expect(findingsOf(host)).toEqual(['medium reload-needed crun']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe(
      'Reload dockerd, which drops or changes "io.containerd.runc.v2", "io.containerd.runtime.v1.linux" until dockerd is restarted',
    );
  });

  it('reload-needed of 24 says that a reload changes a stock name that a start puts back', () => {
    const running = engine({}, { version: '24.0.9' });
    const host = { running, config: { runtimes: { crun, 'io.containerd.runc.v2': { path: '/x' } } } };

    expect(findingsOf(host)).toEqual(['medium reload-needed crun']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe(
      'Reload dockerd, which drops or changes "io.containerd.runc.v2" until dockerd is restarted',
    );
  });

  it('restart-needed names the default of a configuration that would not start', () => {
    const running = engine({ zed: crun });
    const host = { running, config: { 'default-runtime': 'zed' } };

    const found = inventoryOf(host).findings.find(({ subject }) => subject === 'default-runtime');

    expect(found?.message).toBe(
      'The default runtime is "zed" in dockerd\'s configuration, but "runc" in the running Engine',
    );
  });

  it('reload-needed of 25 does not mention stock names, because a reload keeps them', () => {
    const host = { running: engine({}, { version: '25.0.0' }), config: { runtimes: { crun } } };

    expect(findingsOf(host)).toEqual(['medium reload-needed crun']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe('Reload dockerd');
  });

  it('reload-needed of 24 says that a reload takes the options of a stock name', () => {
    const host = { running: engine({}, { version: '24.0.9' }), config: { runtimes: { crun } } };

    expect(findingsOf(host)).toEqual(['medium reload-needed crun']);
    expect(inventoryOf(host).findings[0]?.advice[0]?.text).toBe(
      'Reload dockerd, which drops or changes "io.containerd.runc.v2" until dockerd is restarted',
    );
  });

  it('counts the flags: a runtime of the command line is not drift', () => {
    const flags = ['--add-runtime=crun=/usr/bin/crun'];

    expect(findingsOf({ running: engine({ crun }), config: {}, flags })).toEqual([]);
  });
});
