import { expect, it } from 'vitest';
import { renderDockerInfo } from '../../src/render/docker-info.ts';
import { finding, host, inventory, runtime } from '../builders.ts';

it('renderDockerInfo() shows what is permitted and available, and the default', () => {
  const info = renderDockerInfo(
    inventory({
      defaultRuntime: 'crun',
      runtimes: [
        runtime({ name: 'crun', origin: 'configured', ociRuntime: { path: '/usr/bin/crun', args: ['--debug'] } }),
        runtime({ name: 'denied', permitted: false }),
        runtime({ name: 'gone', available: false }),
        runtime({ name: 'io.containerd.kata.v2' }),
        runtime({ name: 'runc', origin: 'stock', ociRuntime: { path: 'runc', args: [] } }),
      ],
    }),
  );

  expect(info.Runtimes).toEqual({
    crun: { path: '/usr/bin/crun', runtimeArgs: ['--debug'] },
    'io.containerd.kata.v2': {},
    runc: { path: 'runc' },
  });
  expect(info.DefaultRuntime).toBe('crun');
});

it('renderDockerInfo() is what the docker CLI prints cleanly', () => {
  const info = renderDockerInfo(inventory({ host: host({ target: 'k3s' }) }));

  expect(info).toMatchObject({
    Name: 'k3s',
    ServerVersion: '28.2.2',
    OSType: 'linux',
    Swarm: { LocalNodeState: 'inactive' },
    Warnings: [],
    MemoryLimit: true,
    BridgeNfIp6tables: true,
  });
  expect(Object.values(info).filter((value) => value === true)).toHaveLength(10);
});

it('renderDockerInfo() warns of what is grave, a line each, safe to print', () => {
  const { Warnings } = renderDockerInfo(
    inventory({
      findings: [
        finding({ severity: 'high', code: 'docker-config-refused', message: 'a\nb\u001b' }),
        finding({ severity: 'medium', code: 'shim-unusable', message: 'c' }),
        finding({ severity: 'low' }),
      ],
    }),
  );

  expect(Warnings).toEqual([
    'WARNING: shimdex: a\\x0ab\\x1b (docker-config-refused)',
    'WARNING: shimdex: c (shim-unusable)',
  ]);
});

it('renderDockerInfo() carries names that are traps to JavaScript through JSON', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const info = renderDockerInfo(inventory({ runtimes: names.map((name) => runtime({ name })) }));

  const read: { Runtimes: object } = JSON.parse(JSON.stringify(info));

  expect(Object.keys(read.Runtimes)).toEqual(names);
});
