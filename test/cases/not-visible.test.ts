import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type CheckJson, parsed, type ResolutionJson } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const config = '/etc/containerd/config.toml';

/** What root's containerd sees, and another user does not. */
function closed(host: CaseHost, directory: string): CaseHost {
  chmodSync(host.at(directory), 0o700);
  return host;
}

async function asked(host: CaseHost, ...args: readonly string[]): Promise<readonly [ResolutionJson, number | null]> {
  const outcome = await host.runAsStranger(['resolve', '--json', ...args]);
  return [parsed<ResolutionJson>(outcome), outcome.status];
}

const unknown = (path: string, directory: string) => ({
  available: null,
  unavailable: {
    reason: 'not-visible',
    message: `Whether there is a file at "${path}" is not known: shimdex may not search "${directory}"`,
  },
  advice: [{ text: 'Run shimdex as root, or as a user who may search that directory' }],
});

it('a shim may be in a directory of PATH that only root may enter', async () => {
  const host = closed(newHost().base().program('/opt/containerd/bin/containerd-shim-k-v1'), '/opt/containerd');
  const [answer, status] = await asked(host, 'io.containerd.k.v1');

  expect(answer).toMatchObject({
    verdict: 'unknown',
    ...unknown('/opt/containerd/bin/containerd-shim-k-v1', '/opt/containerd'),
  });
  expect(answer.error).toBeUndefined();
  expect(status).toBe(3);
});

it('what is found behind a directory that only root may enter is an assumption, which is named', async () => {
  const host = closed(newHost().base().program('/opt/containerd/bin/x'), '/opt/containerd');
  const [answer] = await asked(host, 'io.containerd.runc.v2');
  const check = parsed<CheckJson>(await host.runAsStranger(['check', '--json']));
  const text = await host.runAsStranger(['list']);

  const assumed = 'That nothing is in "/opt/containerd/bin": shimdex may not search "/opt/containerd"';
  expect(answer).toMatchObject({ available: true, path: '/usr/bin/containerd-shim-runc-v2' });
  expect(text.stdout).toContain(`${assumed} (search-path)`);
  expect(check.findings.map(({ code, subject }) => `${code} ${subject}`)).toContain(
    'search-path-unreadable /opt/containerd/bin',
  );
});

it('for a user who may not enter the directory either, a missing shim is certain', async () => {
  const host = closed(newHost().base().program('/opt/containerd/bin/x'), '/opt/containerd');
  const [answer, status] = await asked(host, '--containerd-uid=1000', 'io.containerd.k.v1');

  expect(answer).toMatchObject({ verdict: 'not-installed', available: false });
  expect(status).toBe(1);
});

it('programs at paths that only root may see are not called missing', async () => {
  const host = newHost().base().program('/root/bin/crun').program('/root/bin/containerd-shim-z-v1');
  host.daemonJson({
    runtimes: {
      plain: { path: '/root/bin/crun' },
      args: { path: '/root/bin/crun', runtimeArgs: ['--debug'] },
      shim: { runtimeType: '/root/bin/containerd-shim-z-v1' },
    },
  });
  const handlers = '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes';
  host.put(
    config,
    `version = 3\n${handlers}.path]\nruntime_type = "io.containerd.runc.v2"\nruntime_path = "/root/bin/containerd-shim-z-v1"\n${handlers}.name]\nruntime_type = "io.containerd.runc.v2"\n${handlers}.name.options]\nBinaryName = "/root/bin/crun"\n`,
  );
  closed(host, '/root');

  for (const name of ['plain', 'args']) {
    expect((await asked(host, name))[0]).toMatchObject(unknown('/root/bin/crun', '/root'));
  }
  expect((await asked(host, 'shim'))[0]).toMatchObject(unknown('/root/bin/containerd-shim-z-v1', '/root'));
  for (const [name, file] of [
    ['path', '/root/bin/containerd-shim-z-v1'],
    ['name', '/root/bin/crun'],
  ] as const) {
    expect((await asked(host, '--client=cri', name))[0]).toMatchObject(unknown(file, '/root'));
  }
  const check = parsed<CheckJson>(await host.runAsStranger(['check', '--json']));
  expect(check.findings.map(({ code }) => code)).toEqual([]);
  const metrics = await host.runAsStranger(['export', 'prometheus']);
  expect(metrics.stdout).not.toMatch(/^shimdex_(?:runtime|handler)_available\{.*\} 0/m);
});

it('runc may be in a directory of PATH that only root may enter', async () => {
  const host = newHost()
    .base()
    .process(200, { argv: ['/usr/bin/containerd'], environ: { PATH: '/opt/closed:/usr/sbin' } });
  host.socket(200, '/run/containerd/containerd.sock').program('/opt/closed/runc');
  const [answer] = await asked(closed(host, '/opt/closed'), '--client=containerd', 'io.containerd.runc.v2');

  expect(answer.available).toBeNull();
});

it('a link into a directory that only root may enter is not called broken', async () => {
  const shim = '/usr/bin/containerd-shim-k-v1';
  const host = newHost().base().program('/root/k').link('/root/k', shim);
  const check = parsed<CheckJson>(await closed(host, '/root').runAsStranger(['check', '--json']));
  const [answer] = await asked(host, 'io.containerd.k.v1');

  expect(check.findings.map(({ code }) => code)).toEqual([]);
  expect(answer).toMatchObject({ verdict: 'unknown', ...unknown(shim, '/root') });
});

it('imports from a directory that only root may list may define any handler', async () => {
  const host = newHost().base().put(config, 'version = 3\nimports = ["/etc/containerd/conf.d/*.toml"]\n');
  host.put(
    '/etc/containerd/conf.d/a.toml',
    'version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.j]\nruntime_type = "a.b.v1"\n',
  );
  const [answer, status] = await asked(closed(host, '/etc/containerd/conf.d'), '--client=cri', 'j');

  expect(answer).toMatchObject({ verdict: 'unknown', available: null });
  expect(answer.advice?.[0]?.text).toBe('Run shimdex as root, or let its user read "/etc/containerd/conf.d"');
  expect(status).toBe(3);
  const handlers = await host.runAsStranger(['handlers']);
  expect(handlers.stdout).toContain('Cannot list "/etc/containerd/conf.d": permission denied');
});

it('a containerd that may not list the directory either imports nothing', async () => {
  const host = newHost().base().put(config, 'version = 3\nimports = ["/etc/containerd/conf.d/*.toml"]\n');
  host.put('/etc/containerd/conf.d/a.toml', 'version = 3\n');
  host.process(200, { argv: ['/usr/bin/containerd'], uid: 1000 }).socket(200, '/run/containerd/containerd.sock');
  const [answer] = await asked(closed(host, '/etc/containerd/conf.d'), '--client=cri', 'j');

  expect(answer).toMatchObject({ verdict: 'refused', available: false });
});

const units = '/usr/lib/systemd/system';
const dockerUnit = '[Service]\nExecStart=/usr/bin/dockerd -H fd://\n';
const containerdUnit = '[Service]\nExecStart=/usr/bin/containerd\n';
const addsRuntime = '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd --add-runtime nv2=/usr/bin/runc\n';

it.each([
  ['drop-in', '/etc/systemd/system/docker.service.d/a.conf', 0o600],
  ['directory of drop-ins', '/etc/systemd/system/docker.service.d', 0o700],
  ['unit file', `${units}/docker.service`, 0o600],
])('a %s that only root may read may have any flag of dockerd', async (_, path, mode) => {
  const host = newHost().base().put(`${units}/docker.service`, dockerUnit);
  host.put('/etc/systemd/system/docker.service.d/a.conf', addsRuntime);
  chmodSync(host.at(path), mode);
  const [answer, status] = await asked(host, 'nv2');

  const why = `No running dockerd is seen, and shimdex cannot read "${path}": permission denied, so how docker.service starts dockerd is not known`;
  expect(answer).toMatchObject({
    verdict: 'unknown',
    available: null,
    unavailable: { reason: 'config-unreadable' },
    advice: [{ text: `Run shimdex as root, or let its user read "${path}"` }],
  });
  expect(answer.unavailable?.message).toContain(why);
  expect(status).toBe(3);
  const check = parsed<CheckJson>(await host.runAsStranger(['check', '--json']));
  expect(check.findings).toMatchObject([
    {
      code: 'source-unreadable',
      subject: 'docker-config',
      advice: [{ text: `Run shimdex as root, or let its user read "${path}"` }],
    },
  ]);
});

it('an environment file that only root may read may have any PATH of containerd', async () => {
  const file = '/etc/default/containerd';
  const host = newHost().base().put(`${units}/containerd.service`, `${containerdUnit}EnvironmentFile=-${file}\n`);
  host.put(file, 'PATH=/opt/k\n', 0o600).program('/opt/k/containerd-shim-zz-v1');
  const [answer, status] = await asked(host, 'io.containerd.zz.v1');

  expect(answer).toMatchObject({
    verdict: 'unknown',
    available: null,
    unavailable: { reason: 'search-path-unknown' },
    advice: [{ text: `Run shimdex as root, or let its user read "${file}"` }],
  });
  expect(status).toBe(3);
});

it('a unit that only root may read does not matter while its daemon runs', async () => {
  const host = newHost().base().running().put(`${units}/containerd.service`, containerdUnit, 0o600);
  const [answer] = await asked(host, 'io.containerd.zz.v1');

  expect(answer).toMatchObject({ verdict: 'not-installed', available: false });
});
