import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyChangeSet } from '../../../public/data/inventory.js';
import { diffInventories } from '../../../src/core/inventory/diff.ts';
import { mergeInventory } from '../../../src/core/inventory/merge.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import type { HostFacts } from '../../../src/model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../../src/model/host/place-facts.ts';
import { Inventory, type InventoryFacts } from '../../../src/model/inventory/inventory.ts';
import {
  directory,
  dockerRuntime,
  dockerRuntimes,
  entry,
  executable,
  inspectOf,
  missing,
  observation,
  observedPlace,
  plainFile,
} from '../../builders.ts';

const everything: Policy = { allow: [], deny: [] };
const runc = 'containerd-shim-runc-v2';

function merged(seen: HostFacts, more: Record<string, FileFact> = {}, policy = everything): InventoryFacts {
  return mergeInventory(seen, policy, inspectOf(seen, more));
}

function runtimesOf(facts: InventoryFacts): [string, string, boolean | null][] {
  return facts.runtimes.map(({ name, origin, available }) => [name, origin, available]);
}

it('mergeInventory() lists the stock runtimes on an empty host without Docker', () => {
  const facts = merged(observation({ docker: { present: false } }));

  expect(runtimesOf(facts)).toEqual([
    ['io.containerd.runc.v2', 'stock', false],
    ['runc', 'stock', false],
  ]);
  expect(facts.runtimes[0]?.unavailable?.reason).toBe('not-installed');
  expect(facts.findings).toEqual([]);
});

it('mergeInventory() lists a shim on disk once, under its canonical name, the others as aliases', () => {
  const facts = merged(observation({ places: [observedPlace('/usr/bin', ['containerd-shim-kata-qemu-v2', runc])] }));

  expect(runtimesOf(facts)).toEqual([
    ['io.containerd.kata-qemu.v2', 'implicit', true],
    ['io.containerd.runc.v2', 'stock', true],
    ['runc', 'stock', true],
  ]);
  expect(facts.runtimes[0]).toMatchObject({
    permitted: true,
    binary: 'containerd-shim-kata-qemu-v2',
    path: '/usr/bin/containerd-shim-kata-qemu-v2',
    aliases: ['io.containerd.kata.qemu-v2', 'kata-qemu.v2', 'kata.qemu-v2'],
  });
  expect(facts.runtimes[2]).toMatchObject({ binary: runc, path: `/usr/bin/${runc}`, aliases: [] });
});

it('mergeInventory() puts a configured name over the stock and the implicit one of that name', () => {
  const configured = [
    dockerRuntime({ name: 'io.containerd.runc.v2', path: 'crun' }),
    dockerRuntime({ name: 'io.containerd.a.v1', runtimeType: 'io.containerd.a.v1' }),
    dockerRuntime({ name: 'a.v1', runtimeType: 'io.containerd.runc.v2' }),
  ];
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc, 'containerd-shim-a-v1'])],
      docker: { runtimes: dockerRuntimes(configured) },
    }),
    { '/usr/bin/crun': executable() },
  );

  expect(runtimesOf(facts)).toEqual([
    ['a.v1', 'configured', true],
    ['io.containerd.a.v1', 'configured', true],
    ['io.containerd.runc.v2', 'configured', true],
    ['runc', 'stock', true],
  ]);
  expect(facts.runtimes[1]?.aliases).toEqual([]);
});

it('mergeInventory() resolves the OCI runtime of a path runtime from containerd’s PATH', () => {
  const crun = dockerRuntime({ name: 'crun', path: 'crun', definedIn: { file: '/d.json', line: 3 } });
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc]), observedPlace('/opt/crun')],
      docker: { runtimes: dockerRuntimes([crun]) },
    }),
    { '/opt/crun/crun': executable() },
  );

  expect(facts.runtimes[0]).toMatchObject({
    name: 'crun',
    available: true,
    binary: runc,
    path: `/usr/bin/${runc}`,
    ociRuntime: { path: 'crun', args: [], resolvedPath: '/opt/crun/crun' },
    definedIn: { file: '/d.json', line: 3 },
  });
});

it('mergeInventory() looks a path runtime with arguments up in dockerd’s PATH too', () => {
  const crun = dockerRuntime({ name: 'crun', path: 'crun', args: ['--debug'] });
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc]), observedPlace('/opt/crun')],
      docker: { runtimes: dockerRuntimes([crun]), path: '/bin' },
    }),
    { '/opt/crun/crun': executable() },
  );

  expect(facts.runtimes[0]).toMatchObject({ name: 'crun', available: false, ociRuntime: { args: ['--debug'] } });
  expect(facts.runtimes[0]?.unavailable?.message).toBe(
    'error while looking up the specified runtime path: exec: "crun": executable file not found in $PATH',
  );
});

it('mergeInventory() leaves a denied implicit runtime out and keeps a denied configured one, not permitted', () => {
  const kata = dockerRuntime({ name: 'kata', runtimeType: 'io.containerd.kata.v2' });
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc, 'containerd-shim-kata-v2'])],
      docker: { runtimes: dockerRuntimes([kata]) },
    }),
    {},
    { ...everything, deny: ['containerd-shim-kata-*'] },
  );

  expect(facts.runtimes.map(({ name, permitted, available }) => [name, permitted, available])).toEqual([
    ['io.containerd.runc.v2', true, true],
    ['kata', false, true],
    ['runc', true, true],
  ]);
});

it('mergeInventory() asks the policy about the shim that a configured name starts before it is loaded', () => {
  const name = 'io.containerd.kata.v2';
  const notLoaded = dockerRuntime({ name, runtimeType: 'io.containerd.runc.v2' });
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc, 'containerd-shim-kata-v2'])],
      docker: { onDisk: dockerRuntimes([notLoaded]) },
    }),
    {},
    { ...everything, deny: ['containerd-shim-kata-*'] },
  );

  expect(facts.runtimes.find((runtime) => runtime.name === name)).toMatchObject({ permitted: false, available: true });
});

it('mergeInventory() lists no implicit runtime for a Docker that knows configured names only', () => {
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc, 'containerd-shim-a-v1'])],
      docker: { version: '20.10.24' },
    }),
  );

  expect(facts.runtimes.map(({ name, aliases }) => [name, aliases])).toEqual([
    ['io.containerd.runc.v2', []],
    ['runc', []],
  ]);
  expect(facts.shims[0]).toMatchObject({ binary: 'containerd-shim-a-v1', state: 'effective' });
});

it('mergeInventory() adds what is publicly known about a shim', () => {
  const facts = merged(observation({ places: [observedPlace('/usr/bin', ['containerd-shim-kata-v2'])] }));

  expect(facts.runtimes.find(({ name }) => name === 'io.containerd.kata.v2')).toMatchObject({ isolation: 'microvm' });
});

it.each([
  [{ path: '/usr/local/bin/runsc' }, 'user-space-kernel'],
  [{ path: 'crun', args: ['--debug'] }, 'namespaces'],
  [{ path: '/opt/mine/runc' }, 'namespaces'],
  [{ path: '' }, 'namespaces'],
  [{ path: '/opt/mine/runtime' }, undefined],
  [{ runtimeType: 'io.containerd.runc.v2', options: { BinaryName: '/usr/bin/runsc' } }, 'user-space-kernel'],
  [{ runtimeType: 'io.containerd.runc.v2', options: { SystemdCgroup: true } }, 'namespaces'],
  [{ runtimeType: 'io.containerd.kata.v2', options: { BinaryName: '/usr/bin/runsc' } }, 'microvm'],
])('mergeInventory() gives the isolation of what runs the containers: %j', (given, isolation) => {
  const facts = merged(
    observation({
      places: [observedPlace('/usr/bin', [runc, 'containerd-shim-kata-v2'])],
      docker: { runtimes: dockerRuntimes([dockerRuntime({ name: 'mine', ...given })]) },
    }),
  );

  expect(facts.runtimes.find(({ name }) => name === 'mine')?.isolation).toBe(isolation);
});

it('mergeInventory() numbers the places in lookup order and sorts what is in them', () => {
  const facts = merged(
    observation({
      places: [
        observedPlace('/z', ['containerd-shim-b-v1', 'containerd-shim-a-v1'], { realPath: '/zz' }),
        observedPlace('/a', [], { state: 'missing' }),
        observedPlace('/zz', ['containerd-shim-b-v1'], { state: 'duplicate', duplicateOf: '/z' }),
      ],
    }),
  );

  expect(facts.searchPath).toEqual([
    {
      position: 0,
      directory: '/z',
      kind: 'path',
      state: 'ok',
      realPath: '/zz',
      shims: ['containerd-shim-a-v1', 'containerd-shim-b-v1'],
    },
    { position: 1, directory: '/a', kind: 'path', state: 'missing', shims: [] },
    { position: 2, directory: '/zz', kind: 'path', state: 'duplicate', duplicateOf: '/z', shims: [] },
  ]);
});

it('mergeInventory() asks for no name that a listed directory would have shown', () => {
  const asked: string[] = [];
  const seen = observation({
    places: [observedPlace('/a'), observedPlace('/usr/bin', ['containerd-shim-a-v1', runc])],
  });

  mergeInventory(seen, everything, (path) => {
    asked.push(path);
    return missing();
  });

  expect(asked.filter((path) => path.includes('containerd-shim-') && !path.startsWith('/containerd'))).toEqual([]);
});

it('mergeInventory() freezes what it gives and leaves the observation its owner’s', () => {
  const options = { ConfigPath: '/etc/kata.toml' };
  const kata = dockerRuntime({ name: 'kata', runtimeType: 'io.containerd.kata.v2', options });
  const facts = merged(observation({ docker: { runtimes: dockerRuntimes([kata]) } }));

  const listed = facts.runtimes.find(({ name }) => name === 'kata');
  expect(listed?.options).toEqual(options);
  expect(Object.isFrozen(listed?.options)).toBe(true);
  expect(Object.isFrozen(options)).toBe(false);
});

it('mergeInventory() gives equal facts in whatever order they were seen', () => {
  fc.assert(
    fc.property(anyObservation(), fc.infiniteStream(fc.nat()), (seen, random) => {
      const shuffled: HostFacts = {
        ...seen,
        places: seen.places.map((place) => ({ ...place, entries: shuffle(place.entries, random) })),
        docker: {
          ...seen.docker,
          runtimes: { ...seen.docker.runtimes, runtimes: shuffle(seen.docker.runtimes.runtimes, random) },
        },
        sources: shuffle(seen.sources, random),
      };
      expect(JSON.stringify(merged(shuffled))).toBe(JSON.stringify(merged(seen)));
    }),
    { numRuns: 60 },
  );
});

it('mergeInventory() is total, gives what the schema says, and the difference describes each step', () => {
  fc.assert(
    fc.property(anyObservation(), anyObservation(), anyPolicy(), (first, second, policy) => {
      const before = { revision: 1, ...merged(first, {}, policy) };
      const after = { revision: 2, ...merged(second, {}, policy) };

      expect(Inventory.parse(before)).toEqual(before);
      expect(applyChangeSet(before, diffInventories(before, after))).toEqual(after);
      expect(new Set(before.runtimes.map(({ name }) => name)).size).toBe(before.runtimes.length);
    }),
    { numRuns: 60 },
  );
});

function shuffle<T>(items: readonly T[], random: Iterator<number>): T[] {
  return items
    .map((item) => ({ item, weight: Number(random.next().value) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ item }) => item);
}

function anyPolicy(): fc.Arbitrary<Policy> {
  return fc.constantFrom<Policy>(everything, { allow: [], deny: ['*a*'] }, { allow: ['*runc*'], deny: [] });
}

function anyFile(): fc.Arbitrary<FileFact> {
  return fc.constantFrom<FileFact>(
    executable(),
    executable({ execErrno: 'ENOEXEC' }),
    plainFile(),
    directory(),
    missing(),
    missing({ dangling: true }),
    missing({ errno: 'EACCES' }),
    executable({ kind: 'fifo' }),
    executable({ realPath: '/opt/shim' }),
  );
}

function anyEntry(): fc.Arbitrary<EntryFacts> {
  const rest = fc.constantFrom(
    'runc-v2',
    'a-v1',
    'a-b-v1',
    'foo',
    'a-v1.bak',
    '-',
    '',
    '__proto__-v1',
    '\u202e-v1',
    '😀-v1',
  );
  return fc
    .record({ rest, file: anyFile(), utf8: fc.boolean() })
    .map(({ rest: name, file, utf8 }) => entry(`containerd-shim-${name}`, file, utf8));
}

function anyPlace(): fc.Arbitrary<PlaceFacts> {
  return fc
    .record({
      directory: fc.constantFrom('/', '/a', '/b', '/opt/c'),
      kind: fc.constantFrom<PlaceFacts['kind']>('cwd', 'opt', 'path', 'executable'),
      state: fc.constantFrom<PlaceFacts['state']>('ok', 'missing', 'unreadable', 'duplicate', 'loop'),
      entries: fc.uniqueArray(anyEntry(), { selector: ({ binary }) => binary, maxLength: 6 }),
    })
    .map(({ directory: path, kind, state, entries }) =>
      observedPlace(path, state === 'ok' ? entries : [], {
        kind,
        state,
        ...(state === 'duplicate' ? { duplicateOf: '/a' } : {}),
      }),
    );
}

function anyObservation(): fc.Arbitrary<HostFacts> {
  const name = fc.constantFrom('kata', '__proto__', 'a.v1', 'io.containerd.runc.v2', '\u{1f600}', '\uffee', 'x/y');
  const configured = fc
    .record({
      name,
      runtimeType: fc.constantFrom('io.containerd.a.v1', 'nodot', '/bin/true', '', 'io.containerd.runc.v2'),
    })
    .map((given) => dockerRuntime({ ...given, shim: given.runtimeType }));
  return fc
    .record({
      places: fc.uniqueArray(anyPlace(), { selector: ({ directory: path }) => path, maxLength: 4 }),
      configured: fc.uniqueArray(configured, { selector: (each) => each.name, maxLength: 4 }),
      defaultRuntime: fc.constantFrom('runc', 'kata', 'a.v1', 'absent.v9', ''),
      containerdVersion: fc.constantFrom('1.4.13', '1.5.18', '1.6.20', '1.7.24', '2.1.0', 'nonsense'),
      dockerVersion: fc.constantFrom('20.10.24', '24.0.9', '28.2.2', 'nonsense'),
      executableDirectory: fc.constantFrom('/a', '/exe'),
    })
    .map((given) =>
      observation({
        places: given.places,
        containerd: { version: given.containerdVersion, executableDirectory: given.executableDirectory },
        docker: {
          version: given.dockerVersion,
          runtimes: dockerRuntimes(given.configured, { defaultRuntime: given.defaultRuntime }),
        },
        sources: [
          { source: 'search-path', state: 'read' },
          { source: 'docker-config', state: 'unreadable', message: 'Permission denied' },
          { source: 'containerd-process', state: 'stale' },
        ],
      }),
    );
}
