import { describe, expect, it } from 'vitest';
import { check, findingsAbout, list, read, resolve, runtimeOf, words } from './answers.ts';
import { newHost } from './host.ts';

const configuredAs = (name: string, entry: object, ...programs: readonly string[]) =>
  newHost()
    .base()
    .program(...programs)
    .daemonJson({ runtimes: { [name]: entry } });

describe.each([
  ['kata-runtime', { path: '/usr/local/bin/kata-runtime' }, '/usr/local/bin/kata-runtime', 'io.containerd.kata.v2'],
  ['kata', { path: '/opt/kata/bin/kata-runtime' }, '/opt/kata/bin/kata-runtime', 'io.containerd.kata.v2'],
  ['kata', { path: 'kata-runtime' }, '/usr/bin/kata-runtime', 'io.containerd.kata.v2'],
  [
    'kata',
    { path: '/usr/bin/kata-runtime', runtimeArgs: ['--debug'] },
    '/usr/bin/kata-runtime',
    'io.containerd.kata.v2',
  ],
  [
    'gvisor',
    { path: '/usr/local/bin/containerd-shim-runsc-v1' },
    '/usr/local/bin/containerd-shim-runsc-v1',
    'io.containerd.runsc.v1',
  ],
  [
    'kata',
    { path: '/opt/kata/bin/containerd-shim-kata-v2' },
    '/opt/kata/bin/containerd-shim-kata-v2',
    'io.containerd.kata.v2',
  ],
  ['spin', { path: 'containerd-shim-spin-v2' }, '/usr/bin/containerd-shim-spin-v2', 'io.containerd.spin.v2'],
])('%s with %j', (name, entry, program, runtimeType) => {
  it('check has a finding of medium severity, with the runtimeType to write', async () => {
    const answer = await check(configuredAs(name, entry, program));

    const findings = findingsAbout(answer, entry.path).filter(({ severity }) => severity !== 'low');
    expect(findings).not.toEqual([]);
    const advice = words(findings.map((finding) => finding.advice));
    expect(advice).toContain('runtimeType');
    expect(advice).toContain(runtimeType);
  });

  it('it is not available', async () => {
    const host = configuredAs(name, entry, program);

    expect(runtimeOf(await list(host), name)?.available).toBe(false);
    expect((await resolve(host, name)).status).toBe(1);
  });
});

it('check --fail-on=medium ends with 1 for it, and quotes what Docker answers', async () => {
  const host = configuredAs('kata', { path: '/usr/bin/kata-runtime' }, '/usr/bin/kata-runtime');

  const { status, stdout } = await host.run(['check', '--fail-on=medium']);

  expect(status).toBe(1);
  expect(stdout).toContain('Invalid command "create"');
});

it('the advice names the daemon.json and a snippet for it', async () => {
  const host = configuredAs('kata', { path: '/usr/bin/kata-runtime' }, '/usr/bin/kata-runtime');

  const { advice = [] } = await resolve(host, 'kata');

  const snippet = advice.find((each) => each.snippet?.includes('runtimeType'));
  expect(snippet?.file).toBe('/etc/docker/daemon.json');
  expect(() => JSON.parse(snippet?.snippet ?? '')).not.toThrow();
});

it.each([
  ['nvidia', '/usr/bin/nvidia-ctk', 'nvidia-container-runtime'],
  ['nvidia', '/usr/bin/nvidia-container-cli', 'nvidia-container-runtime'],
  ['sysbox', '/usr/bin/sysbox-mgr', 'sysbox-runc'],
])('the management tool %s at %s is not an OCI runtime either', async (name, path, meant) => {
  const host = configuredAs(name, { path }, path);

  const findings = findingsAbout(await check(host), path).filter(({ severity }) => severity !== 'low');

  expect(findings).not.toEqual([]);
  expect(words(findings)).toContain(meant);
});

it('it is found when a flag of dockerd names it', async () => {
  const host = newHost().base().program('/usr/bin/kata-runtime');
  host.process(300, { argv: ['/usr/bin/dockerd', '--add-runtime=kata=/usr/bin/kata-runtime'] });

  const findings = findingsAbout(await check(host), '/usr/bin/kata-runtime');

  expect(words(findings)).toContain('io.containerd.kata.v2');
});

it('it is a high finding when it is the default runtime', async () => {
  const host = newHost().base().program('/usr/bin/kata-runtime');
  host.daemonJson({ 'default-runtime': 'kata', runtimes: { kata: { path: '/usr/bin/kata-runtime' } } });

  const findings = findingsAbout(await check(host), 'kata');

  expect(findings.map(({ severity }) => severity)).toContain('high');
});

it.each(['/usr/bin/crun', '/usr/bin/runsc', '/usr/bin/youki', '/usr/bin/my-runtime', '/usr/bin/kata-runtime-wrapper'])(
  '%s is not treated as one',
  async (path) => {
    const host = configuredAs('x', { path }, path);

    expect(runtimeOf(await list(host), 'x')?.available).toBe(true);
    expect(await read(host, 'check')).not.toContain('runtimeType');
  },
);
