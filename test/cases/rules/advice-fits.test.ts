import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { advised, type CheckJson, check, parsed, type ResolutionJson, resolve, words } from '../answers.ts';
import { type CaseHost, newHost } from '../host.ts';

const unit = '/etc/systemd/system/containerd.service';
const started = (flags: string) => `[Service]\nExecStart=/usr/bin/containerd ${flags}\n`;
const directory = (host: CaseHost, path: string) => mkdirSync(host.at(path), { recursive: true });

function adviceOf({ findings }: CheckJson, code: string): string {
  return words(findings.filter((finding) => finding.code === code).map(({ advice }) => advice));
}

describe('a configuration of containerd', () => {
  const code = 'containerd-config-refused';

  it('that is missing and that --config names has no advice about "imports"', async () => {
    const host = newHost().base().put(unit, started('--config /etc/ct/config.toml'));

    const advice = adviceOf(await check(host), code);

    expect(advice).toContain(`Create "/etc/ct/config.toml", or remove --config in line 2 of "${unit}"`);
    expect(advice).not.toContain('imports');
    host.put('/etc/ct/config.toml', '');
    expect(adviceOf(await check(host), code)).toBe('');
  });

  it('below a file has another path to write', async () => {
    const host = newHost().base().put('/etc/ct', '').put(unit, started('--config /etc/ct/config.toml'));

    expect(adviceOf(await check(host), code)).toMatch(/Correct the path "\/etc\/ct\/config\.toml" after --config/);
  });

  it('that is not TOML has the line, and the file once', async () => {
    const host = newHost().base().put('/etc/containerd/config.toml', 'version = 2\nx = [');

    const { findings } = await check(host);

    expect(findings.find((finding) => finding.code === code)?.advice).toEqual([
      { text: 'Fix the TOML error in line 2, before containerd is started', file: '/etc/containerd/config.toml' },
    ]);
  });

  it('that is a directory has no TOML to correct', async () => {
    const host = newHost().base();
    directory(host, '/etc/containerd/config.toml');

    const advice = adviceOf(await check(host), code);

    expect(advice).toMatch(/Remove the directory "\/etc\/containerd\/config\.toml", and write a file/);
    expect(advice).not.toContain('TOML');
  });

  it('that imports a directory needs a pattern, which works', async () => {
    const main = (path: string) => `version = 2\nimports = ["${path}"]\n`;
    const host = newHost().base().put('/etc/containerd/config.toml', main('/etc/ct'));
    directory(host, '/etc/ct');

    expect(adviceOf(await check(host), code)).toContain('Write "/etc/ct/*.toml"');
    host.put('/etc/containerd/config.toml', main('/etc/ct/*.toml'));
    expect(adviceOf(await check(host), code)).toBe('');
  });

  it('that matches a directory with a pattern is repaired by moving the directory, not by the list', async () => {
    const host = newHost()
      .base()
      .put('/etc/containerd/config.toml', 'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n');
    directory(host, '/etc/containerd/conf.d/d.toml');

    const advice = adviceOf(await check(host), code);

    expect(advice).toMatch(/^Move the directory "\/etc\/containerd\/conf\.d\/d\.toml" elsewhere/);
    expect(advice).not.toContain('remove it from');
    renameSync(host.at('/etc/containerd/conf.d/d.toml'), host.at('/etc/containerd/conf.d/d'));
    expect(adviceOf(await check(host), code)).toBe('');
  });

  it('that matches a broken link with a pattern is repaired at the link', async () => {
    const host = newHost()
      .base()
      .put('/etc/containerd/config.toml', 'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n')
      .link('/srv/x.toml', '/etc/containerd/conf.d/x.toml');

    expect(adviceOf(await check(host), code)).toMatch(
      /^Create what the link ".*x\.toml" points to, or remove the link/,
    );
    host.put('/srv/x.toml', '');
    expect(adviceOf(await check(host), code)).toBe('');
  });

  it('that imports a missing file names that file', async () => {
    const host = newHost().base().put('/etc/containerd/config.toml', 'version = 2\nimports = ["/etc/x.toml"]\n');

    expect(adviceOf(await check(host), code)).toContain('Create "/etc/x.toml", or remove it from "imports" in line 2');
  });

  it('that shimdex may not read has the advice of a daemon.json that it may not read', async () => {
    const host = newHost().base().put('/etc/containerd/config.toml', 'version = 2\n');
    chmodSync(host.at('/etc/containerd/config.toml'), 0o600);

    const resolution = parsed<ResolutionJson>(await host.runAsStranger(['resolve', 'kata', '--client=cri', '--json']));

    expect(resolution.verdict).toBe('unknown');
    expect(advised(resolution)).toBe('Run shimdex as root, or let its user read "/etc/containerd/config.toml"');
  });
});

describe('a daemon.json', () => {
  it.each<[string, (host: CaseHost) => unknown, readonly string[], string]>([
    [
      'missing',
      () => undefined,
      ['--dockerd-flag=--config-file=/srv/d.json'],
      'Create "/srv/d.json", or remove --config',
    ],
    [
      'below a file',
      (host) => host.put('/srv', ''),
      ['--dockerd-flag=--config-file=/srv/d.json'],
      'Correct the path "/srv/d.json"',
    ],
    [
      'a directory',
      (host) => directory(host, '/etc/docker/daemon.json'),
      [],
      'Remove the directory "/etc/docker/daemon.json"',
    ],
  ])('that is %s has nothing to correct in it', async (_, make, options, first) => {
    const host = newHost().base();
    make(host);

    const advice = adviceOf(await check(host, ...options), 'docker-config-refused');

    expect(advice).toContain(first);
    expect(advice).not.toContain('Correct the file');
  });
});

describe('a file behind a directory that is closed to the user of containerd', () => {
  const uid = '--containerd-uid=1000';
  const handler = (name: string, keys: string) =>
    `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${name}]\n${keys}\n`;
  const shim = '/srv/closed/containerd-shim-z-v1';
  const crun = '/srv/closed/crun';
  const closed = () => {
    const host = newHost().base().program(shim, crun);
    chmodSync(host.at('/srv/closed'), 0o700);
    host.daemonJson({ runtimes: { crun: { path: crun }, z: { runtimeType: shim } } });
    const runc = 'runtime_type = "io.containerd.runc.v2"';
    const options = `[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.c.options]\nBinaryName = "${crun}"\n`;
    const byPath = `runtime_type = "io.containerd.z.v1"\nruntime_path = "${shim}"`;
    return host.put(
      '/etc/containerd/config.toml',
      `version = 2\n${handler('h', byPath)}${handler('c', runc)}${options}`,
    );
  };

  it.each([
    ['crun', '--client=docker', crun],
    ['z', '--client=docker', shim],
    [shim, '--client=containerd', shim],
    ['h', '--client=cri', shim],
    ['c', '--client=cri', crun],
  ])('%s with %s is not to be installed', async (name, client, path) => {
    const host = closed();

    const resolution = await resolve(host, name, client, uid);

    expect(resolution.available).toBe(false);
    expect(resolution.cause).not.toContain('missing');
    expect(advised(resolution)).toBe(
      `"${path}": user 1000 may not enter a directory on the way to it. Move the program to a directory that this user may enter, or open the directory to this user`,
    );
    chmodSync(host.at('/srv/closed'), 0o755);
    expect((await resolve(host, name, client, uid)).available).toBe(true);
  });
});

it('a relative runtime_path is not to be installed, because it works nowhere', async () => {
  const host = newHost().base();
  const config = (path: string) =>
    `version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.k]\nruntime_type = "a.b.v1"\nruntime_path = "${path}"\n`;
  host.put('/etc/containerd/config.toml', config('rel/x'));

  expect(advised(await resolve(host, 'k', '--client=cri'))).toContain('Write a whole path instead of "rel/x"');

  host.put('/etc/containerd/config.toml', config('/srv/rel/x'));
  expect(advised(await resolve(host, 'k', '--client=cri'))).toContain('Install "/srv/rel/x", or correct runtime_path');
  host.program('/srv/rel/x');
  expect((await resolve(host, 'k', '--client=cri')).available).toBe(true);
});

it('a link to itself is a loop, in the finding and in the answer', async () => {
  const path = '/usr/bin/containerd-shim-l-v1';
  const host = newHost().base().link('containerd-shim-l-v1', path);
  const advice = `"${path}": its symbolic links form a loop. Install the program in the place of the link`;

  const { findings } = await check(host);
  const resolution = await resolve(host, 'io.containerd.l.v1');

  expect(findings.find(({ subject }) => subject === path)).toMatchObject({
    code: 'shim-unusable',
    message: `containerd skips "${path}": its symbolic links form a loop`,
    advice: [{ text: advice }],
  });
  expect(resolution.cause).toMatch(/its symbolic links form a loop$/);
  expect(advised(resolution)).toBe(advice);
  rmSync(host.at(path));
  host.program(path);
  expect((await resolve(host, 'io.containerd.l.v1')).available).toBe(true);
});

describe('a shim that no name leads to', () => {
  it.each([
    ['containerd-shim-runhcs-v1.exe', /^Leave it: it is a program for Windows/],
    ['containerd-shim-runc-v2.dpkg-new', /dpkg --configure -a/],
    ['containerd-shim-runc-v2.rpmsave', /^Remove it .* leftover of rpm/],
    ['containerd-shim-runc-v2.bak', /^Remove it/],
  ])('%s is not to be renamed', async (name, advice) => {
    const found = adviceOf(await check(newHost().base().program(`/usr/bin/${name}`)), 'shim-unreachable');

    expect(found).toMatch(advice);
    expect(found).not.toContain('Rename');
  });

  it('containerd-shim-foo is', async () => {
    const host = newHost().base().program('/usr/bin/containerd-shim-foo');

    expect(adviceOf(await check(host), 'shim-unreachable')).toMatch(/^Rename it/);
  });
});

it.each([
  ['deny', ['--deny=containerd-shim-kata-v2'], 'start shimdex without --deny containerd-shim-kata-v2'],
  ['allow', ['--allow=*runc*'], 'start shimdex with --allow containerd-shim-kata-v2'],
])('a name that --%s refuses is permitted with the option that is advised', async (_, options, advice) => {
  const host = newHost().base().program('/usr/bin/containerd-shim-kata-v2');

  expect(advised(await resolve(host, 'io.containerd.kata.v2', ...options))).toContain(advice);
});
