import { describe, expect, it } from 'vitest';
import { goExecutable } from '../sources/executables/go-executable.ts';
import { check, findingsAbout, list, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const version = '--docker-version=26.1.5';
const subject = 'dockerd command line';

function started(flags: string): CaseHost {
  return newHost().base().put('/lib/systemd/system/docker.service', `[Service]\nExecStart=/usr/bin/dockerd ${flags}\n`);
}

describe('a command line with which dockerd does not start', () => {
  it.each([
    ['--bogus -H fd://', 'unknown flag: --bogus', 'Remove "--bogus", which is not a flag of Docker 26.1.5'],
    ['--debgu', 'unknown flag: --debgu', 'Write "--debug" instead of "--debgu", or remove it'],
    [
      '-g /x',
      "unknown shorthand flag: 'g' in -g",
      'Write "--data-root" instead of "-g", which Docker 26.1.5 does not know',
    ],
    [
      '--cluster-store x',
      'unknown flag: --cluster-store',
      'Remove "--cluster-store", which only releases before Docker 23 know',
    ],
    ['--feature x', 'unknown flag: --feature', 'Remove "--feature", which only Docker 27 and later know'],
    ['--icc false', '"dockerd" accepts no argument(s).', 'Write "--icc=false" as one word'],
    ['-H fd:// positional', '"dockerd" accepts no argument(s).', 'Remove word 3 behind dockerd: it is not a flag'],
    ['--=x', 'bad flag syntax: --=x', "Fix dockerd's command line before the next dockerd start"],
    ['-D -H', "flag needs an argument: 'H' in -H", "Fix dockerd's command line before the next dockerd start"],
    ['--label a=b --label a=c', 'conflict labels for a=c and a=b', "Fix dockerd's command line before"],
    ['--log-level bogus', 'invalid logging level: bogus', "Fix dockerd's command line before"],
  ])('%s is a finding of severity high', async (flags, message, advice) => {
    const [finding] = findingsAbout(await check(started(flags), version), subject);

    expect(finding).toMatchObject({ code: 'docker-config-refused', severity: 'high', message });
    expect(finding?.advice[0]?.text).toContain(advice);
  });

  it('is a finding for --dockerd-flag, too', async () => {
    const host = newHost().base();

    expect(words(findingsAbout(await check(host, '--dockerd-flag=--bogus'), subject))).toContain(
      'unknown flag: --bogus',
    );
  });

  it('is not a finding where dockerd runs with it, or where another program is started', async () => {
    const running = newHost()
      .base()
      .process(300, { argv: ['/usr/bin/dockerd', '--bogus', 'x'] });
    const fork = newHost().program('/usr/bin/balenad');
    fork.put('/lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/balenad --delta-data-root=/x\n');

    expect(findingsAbout(await check(running), subject)).toEqual([]);
    expect(findingsAbout(await check(fork, version), subject)).toEqual([]);
  });
});

const modules = [
  'path\tgithub.com/docker/docker/cmd/dockerd',
  'build\t-ldflags="-X github.com/docker/docker/dockerversion.Version=28.5.2"',
];

describe("the words of an error in daemon.json are those of dockerd's Go", () => {
  it.each([
    ['go1.23.4', 'into Go struct field Config.debug of type bool'],
    ['go1.25.3', 'into Go struct field Config.CommonConfig.debug of type bool'],
    ['go1.27.3', 'into Go struct field Config.debug of type bool'],
  ])('%s', async (go, expected) => {
    const host = newHost()
      .base()
      .put('/usr/bin/dockerd', goExecutable(go, modules.join('\n')), 0o755);

    expect(words(await check(host.daemonJson({ debug: 'x' })))).toContain(expected);
  });

  it('go1.27.3 in a syntax error', async () => {
    const host = newHost()
      .base()
      .put('/usr/bin/dockerd', goExecutable('go1.27.3', modules.join('\n')), 0o755);

    const answer = await check(host.daemonJson('{"bip": "\\x"}'));

    expect(words(answer)).toContain('invalid JSON: invalid escape sequence `\\x` in string');
  });
});

it('a warning level of logrus is not one of dockerd', async () => {
  const host = newHost().base().daemonJson({ 'log-level': 'warning' });

  expect(words(await check(host, version))).toContain('invalid logging level: warning');
  expect((await check(host, '--docker-version=24.0.9')).findings).toEqual([]);
});

it('graph of Docker 20.10 is its data root', async () => {
  const host = newHost().base().daemonJson({ graph: '/data/docker' });

  expect((await list(host, '--docker-version=20.10.24')).runtimes.map(({ name }) => name)).toContain('runc');
  expect((await check(host, '--docker-version=20.10.24')).findings).toEqual([]);
});

describe('a daemon.json with which dockerd does not start', () => {
  it.each<[object, string, string]>([
    [{ labels: ['a=b', 'a=c'] }, '26.1.5', 'conflict labels for a=c and a=b'],
    [{ dns: ['1.2.3'] }, '26.1.5', 'invalid IP address: 1.2.3'],
    [{ dns: ['1.2.3'] }, '28.5.2', 'invalid JSON: invalid IP address: 1.2.3'],
    [{ dns: ['1.2.3'] }, '20.10.24', '1.2.3 is not an ip address'],
    [{ 'default-ulimits': [] }, '26.1.5', 'cannot unmarshal array into Go struct field Config.default-ulimits'],
    [
      { builder: { gc: { enabled: 'true' } } },
      '26.1.5',
      'Go struct field BuilderGCConfig.builder.GC.Enabled of type bool',
    ],
    [{ 'default-address-pools': [{ size: '24' }] }, '26.1.5', 'cannot unmarshal string into Go struct field'],
    [{ 'fixed-cidr-v6': 'x' }, '26.1.5', 'invalid fixed-cidr-v6: invalid CIDR address: x'],
    [{ 'node-generic-resources': ['a'] }, '26.1.5', 'could not parse GenericResource: incorrect term a'],
    [{ 'userland-proxy-path': 'rel' }, '26.1.5', 'invalid userland-proxy-path: must be an absolute path: rel'],
  ])('%j of %s is a finding', async (config, release, message) => {
    const answer = await check(newHost().base().daemonJson(config), `--docker-version=${release}`);

    const [finding] = answer.findings;
    expect(finding).toMatchObject({ code: 'docker-config-refused', severity: 'high' });
    expect(finding?.message).toContain(message);
  });

  it.each<[object, string]>([
    [{ hosts: ['fd://', 1] }, 'Write a text in double quotes, for each item of "hosts" on line 1'],
    [{ dns: [1] }, 'Write an address in double quotes, as in "10.0.0.1", for each item of "dns" on line 1'],
    [{ 'log-opts': { tag: 1 } }, 'Write a text in double quotes, for "tag" on line 1'],
  ])('%j has advice in the words of Go 1.27, too', async (config, advice) => {
    const host = newHost()
      .base()
      .put('/usr/bin/dockerd', goExecutable('go1.27.3', modules.join('\n')), 0o755);

    expect(words(await check(host.daemonJson(config)))).toContain(advice);
  });
});
