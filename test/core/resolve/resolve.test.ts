import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';
import { resolveRuntime } from '../../../src/core/resolve/resolve.ts';
import type { World } from '../../../src/core/world.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { Resolution } from '../../../src/model/resolution.ts';
import { anyText } from '../../any-text.ts';
import { containerd, docker, dockerRuntime, dockerRuntimes, executable, missing, plainFile } from '../../builders.ts';

const kata = '/usr/bin/containerd-shim-kata-v2';
const runc = '/usr/bin/containerd-shim-runc-v2';

function resolve(
  name: string,
  files: Readonly<Record<string, FileFact>> = {},
  given: Partial<World> = {},
  client: 'docker' | 'containerd' = 'docker',
) {
  const policy = { allow: [], deny: [] };
  const inspect = (path: string) => files[path] ?? missing();
  return resolveRuntime(
    { name, client },
    { containerd: containerd(), docker: docker(), policy, known: [], inspect, ...given },
  );
}

it('resolveRuntime() finds an implicit runtime on disk', () => {
  const resolution = resolve('io.containerd.kata.v2', { [kata]: executable() });

  expect(resolution).toMatchObject({
    verdict: 'implicit',
    permitted: true,
    available: true,
    binary: 'containerd-shim-kata-v2',
    path: kata,
    aliases: ['kata.v2'],
  });
  expect(resolution).not.toHaveProperty('error');
  expect(resolution).not.toHaveProperty('didYouMean');
});

it('resolveRuntime() gives the canonical name among the other names of an alias', () => {
  expect(resolve('kata.v2', { [kata]: executable() }).aliases).toEqual(['io.containerd.kata.v2']);
});

it('resolveRuntime() says what the client sees when nothing is installed', () => {
  const missed = 'runtime "io.containerd.kata.v2" binary not installed "containerd-shim-kata-v2": file does not exist';
  const wrapped = `failed to start shim: failed to resolve runtime path: ${missed}: unknown`;

  expect(resolve('io.containerd.kata.v2')).toMatchObject({
    verdict: 'not-installed',
    permitted: true,
    available: false,
    error: `failed to create task for container: ${wrapped}`,
    unavailable: { reason: 'not-installed' },
  });
  expect(resolve('io.containerd.kata.v2', {}, {}, 'containerd').error).toBe(`ctr: ${wrapped}`);
  expect(resolve('io.containerd.kata.v2', {}, { docker: docker({ version: '23.0.6' }) }).error).toBe(wrapped);
});

it('resolveRuntime() refuses a path, even to a shim that exists', () => {
  expect(resolve(kata, { [kata]: executable() })).toMatchObject({
    verdict: 'refused',
    permitted: false,
    available: false,
    refusal: 'absolute-path',
    error: `unknown or invalid runtime name: ${kata}`,
    attempts: [],
    didYouMean: ['io.containerd.kata.v2'],
  });
});

it('resolveRuntime() lets containerd itself take a path', () => {
  expect(resolve(kata, { [kata]: executable() }, {}, 'containerd')).toMatchObject({
    verdict: 'implicit',
    permitted: true,
    available: true,
    path: kata,
    attempts: [{ step: 'absolute', path: kata, outcome: 'chosen' }],
  });
  expect(resolve(kata, {}, {}, 'containerd')).toMatchObject({ verdict: 'not-installed', permitted: true });
});

it('resolveRuntime() refuses the empty name for both clients and says what it means to Docker', () => {
  const refused = { verdict: 'refused', refusal: 'empty', available: false, permitted: false };

  expect(resolve('')).toMatchObject({ ...refused, unavailable: { message: expect.stringContaining('"runc"') } });
  expect(resolve('')).not.toHaveProperty('error');
  expect(resolve('', {}, {}, 'containerd')).toMatchObject({
    ...refused,
    error: 'ctr: create container failed validation: container.Runtime.Name must be set: invalid argument',
  });
});

it('resolveRuntime() refuses implicit runtimes in Docker before 23', () => {
  const old = { docker: docker({ version: '20.10.24' }) };

  expect(resolve('io.containerd.kata.v2', { [kata]: executable() }, old)).toMatchObject({
    verdict: 'refused',
    refusal: 'not-configured',
    error: 'Unknown runtime specified io.containerd.kata.v2',
  });
});

it('resolveRuntime() keeps the path of a file that is chosen and cannot be executed', () => {
  const path = '/srv/containerd-shim-kata-v2';
  const given = { containerd: containerd({ cwd: '/srv', version: '2.3.4' }) };

  expect(resolve('kata.v2', { [path]: plainFile(), [kata]: executable() }, given)).toMatchObject({
    verdict: 'implicit',
    available: false,
    path,
    error: `failed to create task for container: failed to start shim: start failed: : fork/exec ${path}: permission denied`,
    unavailable: { reason: 'not-executable' },
  });
});

it('resolveRuntime() finds a configured runtime by its name, whatever that is', () => {
  const runtimes = dockerRuntimes([
    dockerRuntime({ name: '/odd name', runtimeType: 'io.containerd.kata.v2' }),
    dockerRuntime({ name: '__proto__', runtimeType: kata, shim: kata }),
  ]);
  const given = { docker: docker({ runtimes }) };
  const files = { [kata]: executable() };

  expect(resolve('/odd name', files, given)).toMatchObject({ verdict: 'configured', available: true, path: kata });
  const byPath = resolve('__proto__', files, given);
  expect(byPath.attempts).toEqual([{ step: 'configured', path: kata, outcome: 'chosen' }]);
  expect(byPath).not.toHaveProperty('binary');
  expect(resolve('__proto__', {}, given).error).toBe(
    `failed to create task for container: failed to start shim: failed to resolve runtime path: invalid custom binary path: stat ${kata}: no such file or directory: unknown`,
  );
});

it('resolveRuntime() puts the error at create before that at start, and that of the shim before that of its runtime', () => {
  const runtimes = dockerRuntimes([
    dockerRuntime({ name: 'args', path: 'crun', args: ['--debug'] }),
    dockerRuntime({ name: 'plain', path: 'crun' }),
  ]);
  const given = { docker: docker({ runtimes }) };

  expect(resolve('args', {}, given).error).toMatch(/^error while looking up the specified runtime path: exec: "crun"/);
  expect(resolve('plain', {}, given).unavailable?.reason).toBe('not-installed');
  expect(resolve('plain', { [runc]: executable() }, given)).toMatchObject({
    verdict: 'configured',
    permitted: true,
    available: false,
    path: runc,
    unavailable: { reason: 'oci-runtime-missing' },
  });
});

it('resolveRuntime() refuses what the site policy denies, without words of any client', () => {
  const policy = { allow: [], deny: ['*kata*'] };
  const runtimes = dockerRuntimes([dockerRuntime({ name: 'kata', runtimeType: kata, shim: kata })]);
  const given = { policy, docker: docker({ runtimes }), known: ['io.containerd.kata.v2'] };

  for (const name of ['io.containerd.kata.v2', 'kata']) {
    const resolution = resolve(name, { [kata]: executable() }, given);

    expect(resolution).toMatchObject({ verdict: 'refused', permitted: false, refusal: 'policy-denied' });
    expect(resolution).not.toHaveProperty('error');
  }
  expect(resolve('runc', {}, given).verdict).toBe('stock');
});

it('resolveRuntime() does not apply the policy to clients of containerd itself', () => {
  const policy = { allow: [], deny: ['*'] };

  expect(resolve('kata.v2', { [kata]: executable() }, { policy }, 'containerd').verdict).toBe('implicit');
});

it('resolveRuntime() notes that a running containerd remembers, where a file was found', () => {
  const { pid: _, ...stopped } = containerd();
  const files = { [kata]: executable() };

  expect(resolve('kata.v2', files).note).toContain('pid 42');
  expect(resolve('kata.v2')).not.toHaveProperty('note');
  expect(resolve('kata.v2', files, { containerd: stopped })).not.toHaveProperty('note');
  expect(resolve(kata, { [kata]: executable() }, {}, 'containerd')).not.toHaveProperty('note');
  expect(resolve('kata')).not.toHaveProperty('note');
});

it('resolveRuntime() suggests only where nothing would start, and no other name of the same file', () => {
  const known = ['io.containerd.kata.v2', 'io.containerd.kata.v3'];

  expect(resolve('kata', {}, { known }).didYouMean).toEqual(known);
  expect(resolve('kata.v2', {}, { known }).didYouMean).toEqual(['io.containerd.kata.v3']);
  expect(resolve('kata.v2', { [kata]: executable() }, { known })).not.toHaveProperty('didYouMean');
});

it('resolveRuntime() answers every text for both clients and in every generation', () => {
  const version = fc.constantFrom('1.2.0', '1.5.0', '1.6.0', '1.7.0', '2.3.4', 'x');
  const engine = fc.constantFrom('20.10.0', '23.0.0', '24.0.0', '28.0.0', '');
  const client = fc.constantFrom('docker' as const, 'containerd' as const);
  const text = fc.oneof(anyText(), fc.constantFrom('__proto__', 'constructor', 'toString', '\0', '.'));
  fc.assert(
    fc.property(text, version, engine, client, (name, release, engineRelease, asker) => {
      const given = { containerd: containerd({ version: release }), docker: docker({ version: engineRelease }) };

      const resolution = resolve(name, {}, { ...given, known: ['io.containerd.runc.v2'] }, asker);

      expect(Resolution.safeParse(resolution).success).toBe(true);
      expect(resolution.available).toBe(resolution.unavailable === undefined);
      expect(resolution.verdict === 'refused').toBe(!resolution.permitted);
    }),
  );
});

it('resolveRuntime() answers a name of 4,096 bytes quickly', () => {
  for (const name of [`a.${'-'.repeat(4094)}`, '.'.repeat(4096), 'x'.repeat(4096), `/${'a/'.repeat(2047)}`]) {
    expect(JSON.stringify(resolve(name)).length).toBeLessThan(100_000);
  }
});

it('resolveRuntime() lists other names only where they run the same thing', () => {
  const runtimes = dockerRuntimes([
    dockerRuntime({ name: 'plain', runtimeType: 'io.containerd.kata.v2' }),
    dockerRuntime({ name: 'kata.v2', runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: '/x' } }),
  ]);
  const given = { docker: docker({ runtimes }) };

  expect(resolve('plain', { [kata]: executable() }, given).aliases).toEqual(['io.containerd.kata.v2']);
  expect(resolve('kata.v2', { [kata]: executable() }, given).aliases).toEqual([]);
});

it('resolveRuntime() shows the configuration that dockerd refuses, and says so of the names in it', () => {
  const error = { stage: 'load', message: 'invalid character', line: 2 } as const;
  const runtimes = { ...dockerRuntimes([]), error, refusedNames: ['mine'] };
  const given = { docker: docker({ runtimes }) };
  const refusedConfig = { file: '/etc/docker/daemon.json', line: 2, message: 'invalid character' };

  expect(resolve('mine', {}, given)).toMatchObject({
    verdict: 'configured',
    error: 'invalid character',
    refusedConfig,
  });
  expect(resolve('other', {}, given)).toMatchObject({ verdict: 'refused', refusedConfig });
  expect(resolve('other', {}, given, 'containerd')).not.toHaveProperty('refusedConfig');
});

it.each([
  [
    'docker',
    '2.2.7',
    'failed to create task for container: failed to start shim: start failed: failed to create TTRPC connection: unsupported protocol: \b\x03\x12Yunix',
  ],
  [
    'containerd',
    '1.7.24',
    'failed to start shim: start failed: failed to create TTRPC connection: dial unix \0\b\x03\x12Yunix:///run/containerd/s/HASH\x1a\x05ttrpc: connect: connection refused: unknown',
  ],
] as const)(
  'resolveRuntime() gives %s the error of a shim that containerd %s cannot start',
  (client, version, text) => {
    const shimEvidence = () => evidenceOfRelease('2.3.4', 'runc-v2');
    const given = { containerd: containerd({ version }), shimEvidence };

    const resolution = resolve('io.containerd.runc.v2', { [runc]: executable() }, given, client);

    expect(resolution).toMatchObject({ available: false, path: runc, unavailable: { reason: 'shim-unsupported' } });
    expect(resolution.error).toContain(text);
    expect(resolution.advice).toEqual([
      {
        text: `Put the shim of containerd ${version} at "${runc}", or restart containerd if it was upgraded since it started`,
      },
    ]);
  },
);
