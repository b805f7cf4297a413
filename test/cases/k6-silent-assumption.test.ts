import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, list, parsed, type ResolutionJson, read, resolve, runtimeOf, sourceOf, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const kata = '/usr/local/bin/containerd-shim-kata-v2';

describe('a host without containerd', () => {
  const bare = () => newHost().program('/usr/bin/crio', '/usr/bin/crun', kata);

  it('starts no implicit runtime, for the reason no-containerd', async () => {
    const answer = await list(bare());

    const runtime = runtimeOf(answer, 'io.containerd.kata.v2');
    expect(runtime?.available ?? false).toBe(false);
    if (runtime !== undefined) expect(runtime.unavailable?.reason).toBe('no-containerd');
  });

  it('resolve says no, and that the host has no containerd', async () => {
    const { status, ...resolution } = await resolve(bare(), 'io.containerd.kata.v2');

    expect(status).toBe(1);
    expect(resolution.available).toBe(false);
    expect(resolution.unavailable?.reason).toBe('no-containerd');
    expect(words([resolution.unavailable, resolution.advice])).toMatch(/containerd/);
  });

  it.each(['list', 'check'])('%s says in text that the host has no containerd', async (command) => {
    expect(await read(bare(), command)).toMatch(/no containerd|containerd is not installed/i);
  });

  it('has none where Podman or CRI-O alone are', async () => {
    const host = newHost().program('/usr/bin/podman', '/usr/bin/conmon', '/usr/bin/crun', kata);

    expect((await resolve(host, 'io.containerd.kata.v2')).unavailable?.reason).toBe('no-containerd');
  });
});

describe('a host without Docker', () => {
  const withoutDocker = () =>
    newHost().program('/usr/bin/containerd', '/usr/bin/containerd-shim-runc-v2', '/usr/bin/runc');
  const node = () => withoutDocker().program(kata);

  it('has the line of containerd for what works now, and no command for dockerd', async () => {
    const resolution = await resolve(node(), 'kata');

    expect(resolution).toMatchObject({ verdict: 'refused', refusal: 'no-dot' });
    expect(resolution.note).toMatch(
      /^dockerd is neither running nor installed here\. This answer assumes Docker [\d.]+$/,
    );
    expect(words(resolution)).not.toMatch(/systemctl|docker run --rm/);
    expect(words(resolution)).toContain('ctr run --rm -t --runtime io.containerd.kata.v2');
  });

  it.each(['/usr/bin/crun', '/usr/bin/nvidia-ctk'])('has no command for dockerd with %s', async (program) => {
    const host = node().program(program, '/usr/bin/nvidia-container-runtime');

    const answers = [await resolve(host, 'crun'), await resolve(host, 'nvidia'), await resolve(host, program)];

    expect(words(answers)).not.toMatch(/systemctl (?:reload|restart) docker/);
  });

  it('has a line for a path that containerd itself starts', async () => {
    expect(words(await resolve(node(), kata))).toContain(`ctr run --rm -t --runtime ${kata}`);
  });

  it.each(['list', 'check'])('%s says it once, with the release', async (command) => {
    const text = await read(node(), command);

    expect(text).toMatch(
      /^Note: dockerd is neither running nor installed here\. Answers assume Docker [\d.]+ without /m,
    );
    expect(text).not.toMatch(/which is not there|rules of Docker/);
  });

  it('has the same answer, with a note, for a name that starts', async () => {
    const resolution = await resolve(node(), 'io.containerd.kata.v2');

    expect(resolution).toMatchObject({ verdict: 'implicit', available: true });
    expect(resolution.note).toContain('dockerd is neither');
    expect((await resolve(node(), 'io.containerd.kata.v2', '--client=containerd')).note).toBeUndefined();
  });

  it.each<[string, (host: CaseHost) => unknown, readonly string[]]>([
    ['dockerd is installed', (host) => host.program('/usr/bin/dockerd'), []],
    ['a daemon.json is there', (host) => host.daemonJson({}), []],
    ['another daemon.json is there', (host) => host.daemonJson({}, '/home/u/.config/docker/daemon.json'), []],
    ['flags are given', () => undefined, ['--dockerd-flag=--debug']],
    ['a version is given', () => undefined, ['--docker-version=28.0.0']],
    ['a script starts dockerd', (host) => host.put('/etc/init.d/docker', ''), []],
  ])('is not one where %s', async (_, make, options) => {
    const host = node();
    make(host);

    expect((await resolve(host, 'kata', ...options)).note ?? '').not.toContain('dockerd is neither');
  });

  it('is not one where an Engine answers', async () => {
    const host = node();
    await host.engine({ Runtimes: { runc: { path: 'runc' } }, DefaultRuntime: 'runc' });

    expect((await resolve(host, 'kata')).note ?? '').not.toContain('dockerd is neither');
  });
});

it('an image with containerd in a directory of its own has a containerd', async () => {
  const host = newHost().program('/usr/local/bin/containerd', '/usr/local/bin/containerd-shim-runc-v2', kata);

  expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(true);
});

it('a containerd that runs from an unusual directory counts', async () => {
  const host = newHost().program('/srv/bin/containerd', kata);
  host.process(200, { argv: ['/srv/bin/containerd'] }).socket(200, '/run/containerd/containerd.sock');

  expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(true);
});

describe('text answers about a host where nothing runs', () => {
  it.each([['list'], ['check'], ['resolve', 'io.containerd.runc.v2']])('%s says what it assumes', async (...args) => {
    const host = newHost().base();

    expect(await read(host, ...args)).toMatch(/assumed/i);
  });

  it('resolve --json prints no such line', async () => {
    const { stdout, stderr } = await newHost().base().run(['resolve', '--json', 'io.containerd.runc.v2']);

    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toBe('');
  });

  it('each source that is not read has one line, with its file', async () => {
    const host = newHost().base();
    const answer = await list(host);

    const text = await read(host, 'list');

    for (const { file } of answer.sources.filter(({ state }) => state !== 'read')) {
      if (file !== undefined) expect(text.split(file)).toHaveLength(2);
    }
  });

  it('a host that was read as it should be has no assumption', async () => {
    const host = newHost().running().daemonJson({}).put('/etc/containerd/config.toml', 'version = 3\n');

    expect(await read(host, 'list', '--containerd-version=2.1.0', '--docker-version=28.4.0')).not.toMatch(/assumed/i);
  });
});

describe('an image whose systemd units say how the daemons start', () => {
  const image = () => newHost().base().program('/usr/bin/nvidia-container-runtime');
  const dockerd = (line: string) => `[Service]\nExecStart=${line}\n`;

  it('a drop-in adds a runtime to dockerd', async () => {
    const host = image().put(
      '/etc/systemd/system/docker.service.d/o.conf',
      '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd -H fd:// --add-runtime=nvidia=/usr/bin/nvidia-container-runtime',
    );

    expect(await resolve(host, 'nvidia')).toMatchObject({ status: 0, verdict: 'configured', available: true });
  });

  it('a drop-in changes the PATH of containerd', async () => {
    const host = image().program('/opt/kata/bin/containerd-shim-kata-v2');
    host.put(
      '/etc/systemd/system/containerd.service.d/p.conf',
      '[Service]\nEnvironment="PATH=/opt/kata/bin:/usr/local/bin:/usr/bin"',
    );

    expect(await resolve(host, 'io.containerd.kata.v2')).toMatchObject({ status: 0, available: true });
  });

  it('both drop-ins of the report at once', async () => {
    const host = image().program('/opt/kata/bin/containerd-shim-kata-v2');
    host.put(
      '/etc/systemd/system/docker.service.d/o.conf',
      '[Service]\nExecStart=\nExecStart=/usr/bin/dockerd -H fd:// --add-runtime=nvidia=/usr/bin/nvidia-container-runtime',
    );
    host.put('/etc/systemd/system/containerd.service.d/p.conf', '[Service]\nEnvironment="PATH=/opt/kata/bin:/usr/bin"');

    const outcome = await host.run(['resolve', '--json', 'nvidia', 'io.containerd.kata.v2']);

    expect(parsed<ResolutionJson[]>(outcome).map(({ available }) => available)).toEqual([true, true]);
    expect(outcome.status).toBe(0);
  });

  it.each([
    '/usr/lib/systemd/system/docker.service',
    '/lib/systemd/system/docker.service',
    '/etc/systemd/system/docker.service',
  ])('%s names another daemon.json', async (unit) => {
    const host = image().daemonJson({ runtimes: { crun: { path: 'runc' } } }, '/srv/d.json');
    host.put(unit, dockerd('/usr/bin/dockerd --config-file=/srv/d.json'));

    const resolution = await resolve(host, 'crun');

    expect(resolution.verdict).toBe('configured');
    expect(sourceOf(resolution, 'docker-config')).toMatchObject({ state: 'read', file: '/srv/d.json' });
  });

  it('a unit in /etc replaces the one of the package', async () => {
    const host = image();
    host.put('/usr/lib/systemd/system/docker.service', dockerd('/usr/bin/dockerd --add-runtime=old=/usr/bin/runc'));
    host.put('/etc/systemd/system/docker.service', dockerd('/usr/bin/dockerd --add-runtime=new=/usr/bin/runc'));

    expect((await resolve(host, 'new')).verdict).toBe('configured');
    expect((await resolve(host, 'old')).verdict).toBe('refused');
  });

  it('a file of variables is expanded into the command line', async () => {
    const host = image().put(
      '/etc/sysconfig/docker',
      'OPTIONS="--add-runtime nvidia=/usr/bin/nvidia-container-runtime"',
    );
    host.put(
      '/usr/lib/systemd/system/docker.service',
      '[Service]\nEnvironmentFile=-/etc/sysconfig/docker\nExecStart=/usr/bin/dockerd $OPTIONS\n',
    );

    expect((await resolve(host, 'nvidia')).verdict).toBe('configured');
  });

  it('a file of variables sets the PATH of containerd', async () => {
    const host = image().program('/opt/kata/bin/containerd-shim-kata-v2');
    host.put('/etc/default/containerd', 'PATH=/opt/kata/bin:/usr/bin\n');
    host.put(
      '/usr/lib/systemd/system/containerd.service',
      '[Service]\nEnvironmentFile=/etc/default/containerd\nExecStart=/usr/bin/containerd\n',
    );

    expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(true);
  });

  it('ExecSearchPath is the PATH where nothing else sets it', async () => {
    const host = image().program('/opt/kata/bin/containerd-shim-kata-v2');
    host.put(
      '/usr/lib/systemd/system/containerd.service',
      '[Service]\nExecSearchPath=/opt/kata/bin:/usr/bin\nExecStart=/usr/bin/containerd\n',
    );

    expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(true);
  });

  it('the unit of containerd names its configuration', async () => {
    const host = image().program('/srv/opt/bin/containerd-shim-kata-v2');
    host.put('/srv/c.toml', 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\n  path = "/srv/opt"\n');
    host.put(
      '/usr/lib/systemd/system/containerd.service',
      '[Service]\nExecStart=/usr/bin/containerd --config /srv/c.toml\n',
    );

    expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(true);
  });

  it('the answer says which unit it took the PATH from', async () => {
    const unit = '/etc/systemd/system/containerd.service.d/p.conf';
    const host = image().put(unit, '[Service]\nEnvironment="PATH=/opt/kata/bin:/usr/bin"');

    expect(await read(host, 'list')).toMatch(/containerd\.service/);
  });

  it.each<[string, (host: CaseHost) => unknown, RegExp]>([
    ['is masked', (host) => host.link('/dev/null', '/etc/systemd/system/docker.service'), /docker\.service is masked/],
    [
      'has a second command without a reset',
      (host) =>
        host
          .put('/usr/lib/systemd/system/docker.service', dockerd('/usr/bin/dockerd --add-runtime=a=/usr/bin/runc'))
          .put('/etc/systemd/system/docker.service.d/o.conf', dockerd('/usr/bin/dockerd --debug')),
      /docker\.service has a setting that systemd refuses in "\/etc\/systemd\/system\/docker\.service\.d\/o\.conf" line 2/,
    ],
  ])('the answer says that the unit of Docker %s', async (_, make, why) => {
    const host = image();
    make(host);

    const answer = await list(host);

    expect(sourceOf(answer, 'docker-config')).toMatchObject({ state: 'assumed', message: expect.stringMatching(why) });
    expect(await read(host, 'list')).toMatch(why);
  });

  it('flags that are given need no unit', async () => {
    const host = image().link('/dev/null', '/etc/systemd/system/docker.service');

    const answer = await list(host, '--dockerd-flag=--debug');

    expect(sourceOf(answer, 'docker-config')?.message).not.toMatch(/masked/);
  });

  describe('that dockerd starts its containerd', () => {
    const own = '/var/run/docker/containerd/containerd.toml';
    const alone = () => image().put('/usr/lib/systemd/system/docker.service', dockerd('/usr/bin/dockerd -H fd://'));

    it('needs no file, because dockerd writes it', async () => {
      const answer = await check(alone());

      expect(answer.findings).toEqual([]);
      expect(sourceOf(answer, 'containerd-config')).toMatchObject({ state: 'assumed', file: own });
    });

    it('does not use what an earlier dockerd wrote', async () => {
      expect((await check(alone().put(own, 'version ='))).findings).toEqual([]);
    });

    it('has no CRI, until daemon.json asks for it as advised', async () => {
      const host = alone();

      const before = await resolve(host, 'runc', '--client=cri');

      expect(before).toMatchObject({ available: false, unavailable: { reason: 'cri-not-served' } });
      expect(before.advice?.[0]).toMatchObject({ file: '/etc/docker/daemon.json' });
      host.daemonJson(before.advice?.[0]?.snippet ?? '');
      expect((await resolve(host, 'runc', '--client=cri')).available).toBe(true);
    });

    it('the same containerd, running, has the same advice', async () => {
      const host = newHost()
        .base()
        .put(own.replace('/var', ''), 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
      host.process(300, { argv: ['/usr/bin/dockerd'] });
      host.process(310, { argv: ['containerd', '--config', own], exe: '/usr/bin/containerd', parent: 300 });
      host.socket(310, '/var/run/docker/containerd/containerd.sock');

      const { advice } = await resolve(host, 'runc', '--client=cri');

      expect(advice).toEqual([expect.objectContaining({ file: '/etc/docker/daemon.json' })]);
    });
  });

  it('a unit means nothing where the daemon runs with another command line', async () => {
    const host = newHost().running();
    host.put('/etc/systemd/system/docker.service', dockerd('/usr/bin/dockerd --add-runtime=unit=/usr/bin/runc'));

    expect((await resolve(host, 'unit')).verdict).toBe('refused');
  });
});

describe('an image whose dockerd is started by a script of another init system', () => {
  it.each([
    ['/etc/init.d/docker', '/etc/conf.d/docker'],
    ['/etc/init.d/docker', '/etc/default/docker'],
    ['/etc/sv/docker/run', '/etc/sv/docker/conf'],
    ['/etc/rc.d/rc.docker', undefined],
  ])('%s: the text says that its flags are assumed, and where they are', async (script, settings) => {
    const host = newHost().base().put(script, '#!/bin/sh\n', 0o755);
    if (settings !== undefined) host.put(settings, 'DOCKER_OPTS="--default-runtime=crun"\n');

    const text = await read(host, 'list');

    expect(text).toContain(`"${script}" starts it, which is not read: it is assumed that dockerd has no flags`);
    expect(text).toContain(
      settings === undefined ? 'give its flags with --dockerd-flag' : `which are in "${settings}"`,
    );
    expect(sourceOf(await list(host), 'docker-config')?.state).toBe('assumed');
  });

  it('nothing is assumed where flags are given, a unit starts dockerd, or it runs', async () => {
    const image = newHost().base().put('/etc/init.d/docker', '#!/bin/sh\n', 0o755);
    expect(await read(image, 'list', '--dockerd-flag', '--debug')).not.toContain('has no flags');
    image.put('/usr/lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/dockerd\n');
    expect(await read(image, 'list')).not.toContain('has no flags');
    const running = newHost().running().put('/etc/init.d/docker', '#!/bin/sh\n', 0o755);
    expect(await read(running, 'list')).not.toContain('has no flags');
  });
});

describe('a daemon.json that cannot be read', () => {
  const closed = () => {
    const host = newHost()
      .running()
      .daemonJson({ runtimes: { crun: { path: '/usr/bin/runc' } } });
    chmodSync(host.at('/etc/docker/daemon.json'), 0);
    return host;
  };

  it('leaves open whether a name is configured', async () => {
    const outcome = await closed().runAsStranger(['resolve', '--json', 'nvidia']);

    expect(parsed(outcome)).toMatchObject({ verdict: 'unknown', permitted: null, available: null });
    expect(outcome.status).toBe(3);
  });

  it('leaves open whether a path is the name of a configured runtime', async () => {
    const outcome = await closed().runAsStranger(['resolve', '--json', '../runc.v2']);

    expect(parsed(outcome)).toMatchObject({ verdict: 'unknown' });
    expect(outcome.status).toBe(3);
  });

  it('does not hide a shim that Docker needs no configuration for', async () => {
    const host = closed().program(kata);

    const outcome = await host.runAsStranger(['resolve', '--json', 'io.containerd.kata.v2']);

    expect(parsed(outcome)).toMatchObject({ permitted: true });
    expect(outcome.stdout).toContain(kata);
  });

  it('is named in the text with its error in words and what helps', async () => {
    const { stdout, stderr } = await closed().runAsStranger(['check']);

    const text = stdout + stderr;
    expect(text).toContain('/etc/docker/daemon.json');
    expect(text).toMatch(/permission denied/i);
    expect(text).toMatch(/root/);
  });

  it('one certain no among several names gives 1', async () => {
    const host = closed();

    const outcome = await host.runAsStranger(['resolve', '--json', 'nvidia', '']);

    expect(outcome.status).toBe(1);
  });
});

it('check keeps to 0 and 1 when a source cannot be read', async () => {
  const host = newHost().running().daemonJson({});
  chmodSync(host.at('/etc/docker/daemon.json'), 0);

  const outcome = await host.runAsStranger(['check', '--json']);

  expect([0, 1]).toContain(outcome.status);
});

it('list says unknown for a default runtime that cannot be known', async () => {
  const host = newHost().running().daemonJson({ 'default-runtime': 'crun' });
  chmodSync(host.at('/etc/docker/daemon.json'), 0);

  const { stdout, stderr } = await host.runAsStranger(['list']);

  expect(stdout + stderr).toMatch(/unreadable|cannot read/i);
});

it('a daemon.json that is a directory stops dockerd, which is not unknown', async () => {
  const host = newHost().running().put('/etc/docker/daemon.json/x', '');

  const answer = await check(host);

  expect(words(answer)).toContain('is a directory');
});
