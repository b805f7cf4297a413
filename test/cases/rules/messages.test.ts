import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CheckJson, parsed, read, words } from '../answers.ts';
import { type CaseHost, newHost } from '../host.ts';

/** Hosts with a source that cannot be read for a reason that no permission cures. */
const broken: Readonly<Record<string, (host: CaseHost) => CaseHost>> = {
  'a config.toml that is not TOML': (host) => host.put('/etc/containerd/config.toml', '+++\n'),
  'a config.toml that is a directory': (host) => host.put('/etc/containerd/config.toml/x', ''),
  'a daemon.json that is a directory': (host) => host.put('/etc/docker/daemon.json/x', ''),
  'a daemon.json that is a link to itself': (host) => host.link('daemon.json', '/etc/docker/daemon.json'),
  'a directory of the search path that is a file': (host) => host.put('/opt/containerd/bin', ''),
  'a directory of the search path that is a link to itself': (host) => host.link('bin', '/opt/containerd/bin'),
};

describe.each(Object.entries(broken))('%s', (_, spoil) => {
  it('check does not advise to run shimdex as root', async () => {
    expect(await read(spoil(newHost().running()), 'check')).not.toMatch(/as root|capability|CAP_/);
  });

  it('check names errors in words', async () => {
    expect(await read(spoil(newHost().running()), 'check')).not.toMatch(
      /\bE(?:ACCES|NOENT|ISDIR|NOTDIR|LOOP|PERM|IO)\b/,
    );
  });
});

/** Hosts with something that only root may read. */
const closed: Readonly<Record<string, (host: CaseHost) => string>> = {
  'daemon.json': (host) => {
    host.daemonJson({});
    return '/etc/docker/daemon.json';
  },
  'config.toml': (host) => {
    host.put('/etc/containerd/config.toml', 'version = 2\n');
    return '/etc/containerd/config.toml';
  },
  'a directory of the search path': (host) => {
    host.program('/opt/containerd/bin/containerd-shim-x-v1');
    return '/opt/containerd/bin';
  },
};

describe.each(Object.entries(closed))('%s that only root may read', (_, make) => {
  async function checkAsStranger() {
    const host = newHost().running();
    const path = make(host);
    chmodSync(host.at(path), 0);
    return { path, outcome: await host.runAsStranger(['check', '--json']) };
  }

  it('is reported once in a message, in words', async () => {
    const { path, outcome } = await checkAsStranger();

    const about = parsed<CheckJson>(outcome).findings.filter((finding) => words(finding).includes(path));
    expect(about).toHaveLength(1);
    for (const { message } of about) {
      expect(message.match(/cannot (?:read|list)/gi) ?? []).toHaveLength(1);
      expect(message).toMatch(/permission denied/i);
      expect(message).not.toContain('EACCES');
    }
  });

  it('gets the advice to run shimdex as root', async () => {
    const { path, outcome } = await checkAsStranger();

    const about = parsed<CheckJson>(outcome).findings.filter((finding) => words(finding).includes(path));
    expect(words(about.map(({ advice }) => advice))).toMatch(/root/);
    expect(words(about)).not.toMatch(/capability the message asks for/);
  });
});

it('check does not say the same sentence twice', async () => {
  const host = newHost().base().daemonJson('{"default-runtime": "gone"}');
  host.put('/etc/containerd/config.toml', '+++\n');

  const lines = (await read(host, 'check')).split('\n').map((line) => line.trim());

  const sentences = lines.filter((line) => line.split(' ').length > 5);
  expect(sentences).toEqual([...new Set(sentences)]);
});

it('each finding has advice of the shape of the contract', async () => {
  const host = newHost()
    .base()
    .daemonJson({ 'default-runtime': 'crun', runtimes: { crun: { path: '/usr/bin/crun ' } } });
  host.program('/usr/local/bin/containerd-shim-runc-v2').put('/usr/bin/containerd-shim-a-v1', '', 0o755);

  const { findings } = parsed<CheckJson>(await host.run(['check', '--json']));

  for (const { advice } of findings) {
    expect(advice).not.toHaveLength(0);
    for (const { text, command, file, snippet } of advice) {
      expect(text).toMatch(/\S/);
      if (command !== undefined) expect(command).not.toMatch(/\n|NAME|\.\.\./);
      if (snippet !== undefined) expect(file).toMatch(/^\//);
    }
  }
});
