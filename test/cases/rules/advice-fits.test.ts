import { chmodSync, mkdirSync } from 'node:fs';
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
