import { chmodSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CheckJson, check, list, parsed, resolve, runtimeOf, sourceOf, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const unitFile = (daemon: string) => `/usr/lib/systemd/system/${daemon}.service`;
const runcShim = 'containerd-shim-runc-v2';

/** A host whose containerd does not run, and has its programs in a directory of its own. */
function withUnit(lines: string, host = newHost()): CaseHost {
  return host.program('/usr/bin/runc', '/usr/bin/dockerd').put(unitFile('containerd'), `[Service]\n${lines}\n`);
}

/** The release of a program, as its package has it. */
function installed(host: CaseHost, packages: Readonly<Record<string, readonly [version: string, file: string]>>) {
  const status = Object.entries(packages).map(
    ([name, [version]]) => `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\n`,
  );
  host.put('/var/lib/dpkg/status', status.join('\n'));
  for (const [name, [, file]] of Object.entries(packages)) {
    host.program(file).put(`/var/lib/dpkg/info/${name}.list`, `${file}\n`);
  }
}

describe('a containerd that does not run', () => {
  it('has the shim next to the program of its unit', async () => {
    const host = withUnit('ExecStart=/opt/cd/containerd').program('/opt/cd/containerd', `/opt/cd/${runcShim}`);

    const answer = await resolve(host, 'runc');

    expect(answer).toMatchObject({ status: 0, available: true, path: `/opt/cd/${runcShim}` });
  });

  it('has the shim next to the real file behind a link', async () => {
    const host = withUnit('ExecStart=/usr/bin/containerd')
      .program('/opt/cd/containerd', `/opt/cd/${runcShim}`)
      .link('/opt/cd/containerd', '/usr/bin/containerd');

    expect((await resolve(host, 'runc')).path).toBe(`/opt/cd/${runcShim}`);
  });

  it('does not have the shim next to another containerd', async () => {
    const host = withUnit('Environment=PATH=/opt/other\nExecStart=/opt/cd/containerd');
    host.program('/opt/cd/containerd', '/opt/other/containerd', '/usr/bin/containerd', `/usr/bin/${runcShim}`);

    expect(await resolve(host, 'runc')).toMatchObject({ status: 1, available: false });
  });

  it.each([
    ['ExecSearchPath=', 'ExecSearchPath=/opt/cd\nExecStart=containerd', '/opt/cd'],
    ["systemd's own directories, not PATH", 'Environment=PATH=/opt/cd\nExecStart=containerd', '/usr/bin'],
    ['the PATH that env(1) sets', 'ExecStart=/usr/bin/env PATH=/opt/cd containerd', '/opt/cd'],
  ])('that its unit names without a directory is searched in %s', async (_, lines, directory) => {
    const host = withUnit(lines).program('/usr/bin/containerd', '/opt/cd/containerd', `${directory}/${runcShim}`);

    expect(await resolve(host, 'runc')).toHaveProperty(
      'attempts',
      expect.arrayContaining([
        expect.objectContaining({ step: 'executable-directory', path: `${directory}/${runcShim}` }),
      ]),
    );
  });

  it('has the version of the program of its unit', async () => {
    const host = withUnit('ExecStart=/usr/bin/containerd');
    installed(host, {
      containerd: ['1.6.20~ds1-1', '/usr/bin/containerd'],
      'containerd.io': ['2.1.9-1', '/usr/local/bin/containerd'],
    });

    const { stdout } = await host.run(['export', 'prometheus']);

    expect(stdout).toContain('containerd_version="1.6.20"');
  });

  it('has the PATH that env(1) gives it', async () => {
    const host = withUnit('ExecStart=/usr/bin/env PATH=/opt/x:/usr/bin /usr/bin/containerd');
    host.program('/usr/bin/containerd', `/opt/x/${runcShim}`);

    const answer = await list(host);

    expect(runtimeOf(answer, 'runc')).toMatchObject({ available: true, path: `/opt/x/${runcShim}` });
    expect(words(answer.sources)).toContain('The PATH is the one that containerd.service gives containerd');
  });
});

describe('a dockerd that does not run', () => {
  it('has the rules of the program of its unit', async () => {
    const host = newHost().base().program('/usr/local/bin/dockerd', '/usr/bin/containerd-shim-kata-v2');
    host.put(unitFile('docker'), '[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n');
    installed(host, { 'docker.io': ['20.10.24+dfsg1-1', '/usr/sbin/dockerd'] });

    const answer = await resolve(host, 'io.containerd.kata.v2');

    expect(answer).toMatchObject({ status: 1, verdict: 'refused', refusal: 'not-configured' });
    expect(answer.cause).toContain('Docker 20.10.24 accepts only configured names');
  });

  it('has no version of another dockerd where the program of its unit is missing', async () => {
    const host = newHost().base();
    host.put(unitFile('docker'), '[Service]\nExecStart=/opt/gone/dockerd\n');
    installed(host, { 'docker.io': ['20.10.24+dfsg1-1', '/usr/bin/dockerd'] });

    const { stdout } = await host.run(['export', 'prometheus']);

    expect(stdout).toContain('docker_version=""');
  });
});

describe('a unit that starts dockerd through a shell', () => {
  const nvidia = '/usr/bin/nvidia-container-runtime';
  const shell = (line: string) =>
    newHost()
      .base()
      .program('/bin/sh', '/usr/bin/env', nvidia)
      .put(unitFile('docker'), `[Service]\nEnvironment="OPTS=--add-runtime nv=${nvidia}"\n${line}\n`)
      .put(unitFile('containerd'), '[Service]\nExecStart=/usr/bin/containerd\n');
  const hidden = () => shell('ExecStart=/bin/sh -c "exec /usr/bin/dockerd $OPTS"');

  it('leaves open which runtimes are configured, and says so', async () => {
    const answer = await resolve(hidden(), 'nv');

    expect(answer).toMatchObject({ status: 3, verdict: 'unknown', permitted: null, available: null });
    expect(sourceOf(answer, 'docker-config')).toEqual({
      source: 'docker-config',
      state: 'unreadable',
      message: `No running dockerd is seen, and docker.service starts dockerd through a shell ("${unitFile('docker')}" line 3), so its flags and environment are not known: give its flags with --dockerd-flag`,
    });
  });

  it('leaves open the default runtime', async () => {
    const answer = await list(hidden());

    expect(answer.defaultRuntime).toBe('');
    expect(runtimeOf(answer, 'runc')).toMatchObject({ available: true });
  });

  it('is reported, with what to write instead', async () => {
    const { findings } = await check(hidden());

    expect(findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual(['source-unreadable docker-config']);
    expect(findings[0]?.advice[0]?.text).toContain('Let "ExecStart=" execute the daemon itself');
  });

  it('has the runtimes of the command that the advice asks for', async () => {
    expect(await resolve(shell('ExecStart=/usr/bin/dockerd $OPTS'), 'nv')).toMatchObject({ available: true });
  });

  it('is answered with the flags that are given instead', async () => {
    const answer = await resolve(hidden(), 'nv', `--dockerd-flag=--add-runtime=nv=${nvidia}`);

    expect(answer).toMatchObject({ status: 0, available: true });
  });

  it('does not decide about a dockerd that runs', async () => {
    const host = hidden().process(300, { argv: ['/usr/bin/dockerd'] });

    expect(await resolve(host, 'nv')).toMatchObject({ status: 1, verdict: 'refused' });
  });

  it('leaves open the PATH of the containerd that dockerd starts', async () => {
    const host = hidden();
    rmSync(host.at(unitFile('containerd')));

    expect(await resolve(host, 'io.containerd.k.v1')).toMatchObject({ status: 3, verdict: 'unknown' });
    expect((await check(host)).findings.map(({ subject }) => subject)).toEqual(['docker-config']);
  });

  it.each([
    ['a script', 'ExecStart=/opt/start-docker', 'through the script "/opt/start-docker"'],
    ['a script with the program as its argument', 'ExecStart=/opt/start-docker /usr/bin/dockerd', 'through the script'],
    ['env(1) with options', 'ExecStart=/usr/bin/env -i /usr/bin/dockerd $OPTS', 'through "env" with options'],
  ])('%s leaves it open too', async (_, line, why) => {
    const host = shell(line).put('/opt/start-docker', '#!/bin/sh\nexec /usr/bin/dockerd $OPTS\n', 0o755);

    const answer = await resolve(host, 'nv');

    expect(answer.status).toBe(3);
    expect(sourceOf(answer, 'docker-config')?.message).toContain(why);
  });

  it('Podman behind a shell has no dockerd', async () => {
    const host = shell('ExecStart=/bin/sh -c "exec /usr/bin/podman system service"');

    expect((await resolve(host, 'nv')).status).toBe(1);
  });
});

describe('a unit that starts containerd through a shell', () => {
  const shim = 'containerd-shim-k-v1';
  const hidden = () =>
    withUnit('ExecStart=/bin/sh -c "PATH=/opt/k:$PATH exec /usr/bin/containerd --config /etc/c.toml"')
      .base()
      .program('/bin/sh', `/opt/k/${shim}`);

  it('leaves open what is not found, and says so', async () => {
    const answer = await resolve(hidden(), 'io.containerd.k.v1');

    expect(answer).toMatchObject({ status: 3, verdict: 'unknown', permitted: true, available: null });
    expect(answer.unavailable).toMatchObject({
      reason: 'search-path-unknown',
      message: expect.stringContaining('containerd.service starts containerd through a shell'),
    });
    expect(words(answer.sources)).toContain(`"${unitFile('containerd')}" line 2`);
  });

  it('leaves open its configuration', async () => {
    const host = hidden();

    expect(await resolve(host, 'kata', '--client=cri')).toMatchObject({ status: 3, verdict: 'unknown' });
    expect((await host.run(['plan', 'restart'])).status).toBe(3);
  });

  it('finds the runtimes of the usual directories', async () => {
    expect(await resolve(hidden(), 'runc')).toMatchObject({ status: 0, available: true });
  });

  it('is answered with the facts that are given instead', async () => {
    const options = ['--search-path=/opt/k:/usr/bin', '--containerd-exe=/usr/bin/containerd'];

    expect(await resolve(hidden(), 'io.containerd.k.v1', ...options)).toMatchObject({ status: 0, available: true });
    expect(await resolve(hidden(), 'io.containerd.x.v1', ...options)).toMatchObject({ status: 1 });
  });

  it('is reported once, with what to write instead', async () => {
    const { findings } = await check(hidden());

    expect(findings.map(({ code, subject }) => `${code} ${subject}`)).toEqual(['source-unreadable containerd-config']);
    expect(findings[0]?.advice[0]?.text).toContain('--search-path, --containerd-exe and --containerd-config');
  });
});

it('a unit of k3s that starts it through a shell leaves its containerd open', async () => {
  const host = newHost().program('/usr/local/bin/k3s');
  host.put(unitFile('k3s'), '[Service]\nExecStart=/bin/sh -c "exec /usr/local/bin/k3s server"\n');

  expect(await resolve(host, 'io.containerd.k.v1', '--client=containerd')).toMatchObject({ status: 3 });
});

describe('a unit that systemd cannot start', () => {
  const unit = unitFile('containerd');
  const faults = async (host: CaseHost) =>
    (await check(host)).findings.filter(({ code }) => code === 'unit-cannot-start');
  const withLines = (lines: string) => withUnit(lines, newHost().base());

  it.each([
    ['a program that is missing', 'ExecStart=/opt/gone/containerd', '"ExecStart=" executes "/opt/gone/containerd"'],
    ['a name that is nowhere', 'ExecStart=docker-containerd', '"ExecStart=" executes "docker-containerd"'],
    ['a shell that is missing', 'ExecStart=/opt/sh -c "exec containerd"', '"ExecStart=" executes "/opt/sh"'],
    [
      'an environment file that is missing',
      'EnvironmentFile=/etc/default/none\nExecStart=/usr/bin/containerd',
      '"EnvironmentFile=" names "/etc/default/none"',
    ],
    [
      'a pattern without a file',
      'EnvironmentFile=/etc/default/*.env\nExecStart=/usr/bin/containerd',
      '"EnvironmentFile=" names "/etc/default/*.env": no file matches',
    ],
    [
      'a working directory that is missing',
      'WorkingDirectory=/srv/none\nExecStart=/usr/bin/containerd',
      '"WorkingDirectory=" is "/srv/none"',
    ],
    ['a refused line', 'WorkingDirectory=srv\nExecStart=/usr/bin/containerd', 'it refuses line 2'],
  ])('because of %s is reported', async (_, lines, why) => {
    const host = withLines(lines);

    const [finding, ...others] = await faults(host);

    expect(others).toEqual([]);
    expect(finding).toMatchObject({ severity: 'high', subject: `${unit}:2` });
    expect(finding?.message).toContain(`systemd cannot start containerd.service: ${why}`);
    expect((await host.run(['check'])).status).toBe(1);
  });

  it.each(['EnvironmentFile=-/etc/default/none', 'WorkingDirectory=-/srv/none'])('is not meant by %s', async (line) => {
    expect(await faults(withLines(`${line}\nExecStart=/usr/bin/containerd`))).toEqual([]);
  });

  it('that is masked is named in the sources only', async () => {
    const host = newHost().base().link('/dev/null', '/etc/systemd/system/containerd.service');

    expect(await faults(host)).toEqual([]);
    expect(words((await list(host)).sources)).toContain('containerd.service is masked');
  });

  it.each([
    ['from the unit itself', 'containerd.service', 1],
    ['from another unit', 'k3s.service', 0],
  ])('is reported for a daemon that runs %s: %s', async (_, service, count) => {
    const host = withLines('EnvironmentFile=/etc/default/none\nExecStart=/usr/bin/containerd')
      .process(200, { argv: ['/usr/bin/containerd'] })
      .put('/proc/200/cgroup', `0::/system.slice/${service}\n`)
      .put(unitFile('k3s'), '[Service]\nExecStart=/usr/local/bin/k3s server\n');

    expect(await faults(host)).toHaveLength(count);
  });

  it('is named in every answer', async () => {
    const host = withLines('ExecStart=/opt/gone/containerd').put(
      unitFile('docker'),
      '[Service]\nExecStart=/opt/gone/dockerd\n',
    );

    const { sources } = await list(host);

    expect(sourceOf({ sources }, 'containerd-process')?.message).toContain('systemd cannot start containerd.service');
    expect(sourceOf({ sources }, 'docker-config')?.message).toContain('systemd cannot start docker.service');
  });

  it('leaves a host without any other program without containerd', async () => {
    const host = newHost().program('/usr/bin/runc', `/usr/bin/${runcShim}`);
    host.put(unit, '[Service]\nExecStart=/usr/bin/containerd\n');

    expect((await resolve(host, 'runc')).unavailable?.reason).toBe('no-containerd');
    expect(await faults(host)).toHaveLength(1);
  });

  it('is not claimed about files that only shimdex may not see', async () => {
    const host = withLines('EnvironmentFile=/etc/secret/env\nExecStart=/opt/closed/containerd')
      .program('/opt/closed/containerd')
      .put('/etc/secret/env', 'A=1\n');
    for (const directory of ['/etc/secret', '/opt/closed']) chmodSync(host.at(directory), 0o700);

    const { findings } = parsed<CheckJson>(await host.runAsStranger(['check', '--json']));

    expect(findings.map(({ code }) => code)).not.toContain('unit-cannot-start');
  });
});

describe('a flag with which containerd does not start', () => {
  const unit = unitFile('containerd');
  const refused = async (host: CaseHost) =>
    (await check(host)).findings.filter(({ code }) => code === 'containerd-config-refused');

  it.each([
    [
      '--config /etc/a.toml -c /etc/b.toml',
      'Cannot use two forms of the same flag: c config',
      'one of -c and --config',
    ],
    ['--log-level bogus', 'not a valid logrus Level: "bogus"', 'after --log-level'],
    ['--root /x --state /x', 'root and state must be different paths', 'after --root and --state'],
    ['--config', 'flag needs an argument: -config', 'a value after --config'],
    ['--config ""', 'open : no such file or directory', 'the path of a file after --config'],
    ['--bogus', 'flag provided but not defined: -bogus', 'Leave out --bogus'],
    ['--version=maybe', 'invalid boolean value "maybe" for -version: parse error', 'Write true or false'],
    ['--=x', 'bad flag syntax: --=x', 'Correct "--=x"'],
  ])('is reported at its line: %s', async (flags, error, remedy) => {
    const host = withUnit(`ExecStart=/usr/bin/containerd ${flags}`, newHost().base());

    const [finding, ...others] = await refused(host);

    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'high',
      subject: `${unit}:2`,
      message: `containerd would not start with this command line: ${error}`,
    });
    expect(finding?.advice).toEqual([
      expect.objectContaining({ text: expect.stringContaining(remedy), file: unit, command: expect.anything() }),
    ]);
    expect(words(await check(host))).not.toContain('/etc/containerd/config.toml');
  });

  it.each(['--root= --state=', '--log-level ""', 'stray', '-- --bogus'])('is not %s', async (flags) => {
    expect(await refused(withUnit(`ExecStart=/usr/bin/containerd ${flags}`, newHost().base()))).toEqual([]);
  });

  it('is not looked for in a containerd that runs', async () => {
    const host = newHost()
      .base()
      .process(200, { argv: ['/usr/bin/containerd', '--own-flag', '--state', '/s'] });

    expect(await refused(host)).toEqual([]);
  });
});
