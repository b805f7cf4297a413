import { expect, it } from 'vitest';
import { renderDockerInfo, renderOldDockerInfo } from '../../../src/render/docker/info.ts';
import { finding, host, inventory, runtime } from '../../builders.ts';

const features = { 'org.opencontainers.runtime-spec.features': '{"ociVersionMin":"1.0.0"}' };

it('renderDockerInfo() shows permitted and available runtimes, and the default', () => {
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

  expect(renderOldDockerInfo(info).Runtimes).toEqual({
    crun: { path: '/usr/bin/crun', runtimeArgs: ['--debug'] },
    'io.containerd.kata.v2': {},
    runc: { path: 'runc' },
  });
  expect(info['DefaultRuntime']).toBe('crun');
});

it('renderDockerInfo() has the members that the docker CLI needs', () => {
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

it.each([
  ['assumed', ['io.shimdex.versionSource=assumed']],
  ['read', undefined],
  ['given', undefined],
] as const)('renderDockerInfo() says in a label where a version that is %s comes from', (versionSource, labels) => {
  const { docker } = host();
  const seen = inventory({ host: host({ docker: { ...docker, versionSource } }) });

  expect(renderDockerInfo(seen)['Labels']).toEqual(labels);
  expect(renderDockerInfo(seen, { state: 'read', body: { Labels: ['a=b'] } })['Labels']).toEqual(['a=b']);
});

it('renderDockerInfo() adds the facts of a runtime to its status, as strings', () => {
  const kata = runtime({
    name: 'io.containerd.kata.v2',
    binary: 'containerd-shim-kata-v2',
    path: '/opt/kata/bin/containerd-shim-kata-v2',
    version: '3.21.0',
    description: 'Kata Containers',
    isolation: 'microvm',
  });

  expect(renderDockerInfo(inventory({ runtimes: [kata] })).Runtimes[kata.name]).toEqual({
    status: {
      'io.shimdex.origin': 'implicit',
      'io.shimdex.available': 'true',
      'io.shimdex.binary': 'containerd-shim-kata-v2',
      'io.shimdex.path': '/opt/kata/bin/containerd-shim-kata-v2',
      'io.shimdex.version': '3.21.0',
      'io.shimdex.description': 'Kata Containers',
      'io.shimdex.isolation': 'microvm',
    },
  });
});

it('renderDockerInfo() has a warning, safe to print, for each serious finding', () => {
  const { Warnings } = renderDockerInfo(
    inventory({
      findings: [
        finding({ severity: 'high', code: 'docker-config-refused', message: 'a\nb\u001b' }),
        finding({ severity: 'medium', code: 'shim-unusable', message: 'c' }),
        finding({ severity: 'low' }),
      ],
    }),
  );

  expect(Warnings).toEqual(['WARNING: shimdex: a\\x0ab\\x1b (docker-config-refused)']);
});

it('renderDockerInfo() keeps names such as __proto__', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const engine = { state: 'read', body: JSON.parse('{"Runtimes":{"__proto__":{"path":"a"}}}') } as const;
  const info = renderDockerInfo(inventory({ runtimes: names.map((name) => runtime({ name })) }), engine);

  for (const each of [info, renderOldDockerInfo(info)]) {
    const read: { Runtimes: object } = JSON.parse(JSON.stringify(each));

    expect(Object.keys(read.Runtimes)).toEqual(names);
    expect(Object.entries(read.Runtimes)[0]?.[1]).toMatchObject({ path: 'a' });
  }
});

it("renderDockerInfo() keeps the Engine's answer, its runtimes and warnings, and adds ours", () => {
  const body = {
    ID: 'engine',
    NCPU: 2,
    DefaultRuntime: 'crun',
    Runtimes: { crun: { path: '/usr/bin/crun', status: features }, denied: { path: '/x' }, unknown: {} },
    Warnings: ['WARNING: No swap limit support'],
  };
  const runtimes = [
    runtime({ name: 'crun', origin: 'configured', ociRuntime: { path: '/old/crun', args: [] } }),
    runtime({ name: 'denied', permitted: false, origin: 'configured' }),
    runtime({ name: 'io.containerd.kata.v2' }),
    runtime({ name: 'secret', permitted: false }),
  ];
  const findings = [finding({ severity: 'high', message: 'Ours', code: 'code' })];

  const info = renderDockerInfo(inventory({ runtimes, findings }), { state: 'read', body });

  expect(info).toMatchObject({ ID: 'engine', NCPU: 2, DefaultRuntime: 'crun' });
  expect(Object.keys(info.Runtimes)).toEqual(['crun', 'denied', 'unknown', 'io.containerd.kata.v2']);
  expect(info.Runtimes['crun']).toMatchObject({
    path: '/usr/bin/crun',
    status: { ...features, 'io.shimdex.origin': 'configured' },
  });
  expect(info.Runtimes['unknown']).toEqual({});
  expect(info.Warnings).toEqual(['WARNING: No swap limit support', 'WARNING: shimdex: Ours (code)']);
});

it.each([
  ['Runtimes', []],
  ['Runtimes', 'x'],
  ['Runtimes', { 'io.containerd.kata.v2': 'x' }],
  ['Runtimes', { 'io.containerd.kata.v2': { status: 'x' } }],
  ['Warnings', 'x'],
  ['Warnings', [1, null]],
])("renderDockerInfo() accepts an Engine's %s of %j", (field, value) => {
  const kata = runtime({ name: 'io.containerd.kata.v2' });

  const info = renderDockerInfo(inventory({ runtimes: [kata] }), { state: 'read', body: { [field]: value } });

  expect(info.Runtimes).toMatchObject({ [kata.name]: { status: { 'io.shimdex.origin': 'implicit' } } });
  expect(info.Warnings).toEqual([]);
});

it('renderDockerInfo() reports that the Engine does not answer', () => {
  const warningsOf = (engine: Parameters<typeof renderDockerInfo>[1]) => renderDockerInfo(inventory(), engine).Warnings;

  expect(warningsOf({ state: 'absent' })).toEqual([]);
  expect(warningsOf({ state: 'unreadable', message: 'timed\nout' })).toEqual([
    'WARNING: shimdex: timed\\x0aout; its data is missing (docker-engine)',
  ]);
  expect(warningsOf({ state: 'stale', body: {} })).toEqual([
    'WARNING: shimdex: The Docker Engine does not answer; its last answer is shown (docker-engine)',
  ]);
});

it('renderDockerInfo() reports a silent Engine only once', () => {
  const findings = [
    finding({ severity: 'medium', code: 'source-stale', subject: 'docker-engine' }),
    finding({ severity: 'high', code: 'next-start-fails', subject: 'docker-config', message: 'Other' }),
  ];

  expect(renderDockerInfo(inventory({ findings }), { state: 'stale', body: {}, message: 'Late' }).Warnings).toEqual([
    'WARNING: shimdex: Late; its last answer is shown (docker-engine)',
    'WARNING: shimdex: Other (next-start-fails)',
  ]);
});

it("renderDockerInfo() escapes the Engine's warnings, and keeps their lines", () => {
  const body = { Warnings: ['WARNING: a\n         b \u001b[31m\u202e'] };

  expect(renderDockerInfo(inventory(), { state: 'read', body }).Warnings).toEqual([
    'WARNING: a\n         b \\x1b[31m\\u{202e}',
  ]);
});

it('renderDockerInfo() omits a security option that no client can read, and reports that', () => {
  const seccomp = 'name=seccomp,profile=/etc/docker/a,b.json';
  const body = { SecurityOptions: [seccomp, 'name=cgroupns', 'selinux'] };

  const info = renderDockerInfo(inventory(), { state: 'read', body });

  expect(info['SecurityOptions']).toEqual(['name=cgroupns', 'selinux']);
  expect(info.Warnings).toEqual([`WARNING: shimdex: No client can read security option "${seccomp}"`]);
});
