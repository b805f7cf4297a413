import { describe, expect, it } from 'vitest';
import { advised, check, findingsAbout, list, read, resolve, runtimeOf, words } from './answers.ts';
import { elf } from './elf.ts';
import { type CaseHost, newHost } from './host.ts';

describe('a shim that is installed where containerd does not look', () => {
  it.each([
    '/home/ann/.local/bin',
    '/home/ann/bin',
    '/home/ann/.cargo/bin',
    '/root/.local/bin',
    '/root/.cargo/bin',
    '/root/bin',
    '/opt/urunc/bin',
    '/opt/bin',
    '/snap/urunc/current',
    '/snap/urunc/current/bin',
  ])('resolve names it in %s, and how containerd can reach it', async (directory) => {
    const path = `${directory}/containerd-shim-urunc-v2`;
    const host = newHost().running().program(path);

    const { status, ...resolution } = await resolve(host, 'io.containerd.urunc.v2');

    expect(status).toBe(1);
    expect(resolution.verdict).toBe('not-installed');
    expect(advised(resolution)).toContain(path);
    expect(advised(resolution)).toMatch(/\/usr\/local\/bin|PATH/);
    expect(helpsNot(resolution)).not.toMatch(/found first|cache|install what it needs/i);
  });

  it("resolve finds it on the caller's own PATH", async () => {
    const host = newHost().running().program('/srv/tools/containerd-shim-urunc-v2');

    const { stdout } = await host.run(['resolve', '--json', 'io.containerd.urunc.v2'], {
      PATH: `/srv/tools:${process.env['PATH']}`,
    });

    expect(advised(JSON.parse(stdout))).toContain('/srv/tools/containerd-shim-urunc-v2');
  });

  it.each([
    ['io.containerd.kata.v2', '/opt/kata/bin/containerd-shim-kata-v2'],
    ['io.containerd.kata.v2', '/opt/kata/runtime-rs/bin/containerd-shim-kata-v2'],
    ['io.containerd.spin.v2', '/opt/kwasm/bin/containerd-shim-spin-v2'],
    ['io.containerd.zeropod.v2', '/opt/zeropod/bin/containerd-shim-zeropod-v2'],
  ])('resolve %s finds it where its installer puts it', async (name, path) => {
    expect(advised(await resolve(newHost().running().program(path), name))).toContain(path);
  });

  it('the advice has a command to copy that makes it reachable', async () => {
    const path = '/home/ann/.local/bin/containerd-shim-urunc-v2';

    const { advice = [] } = await resolve(newHost().running().program(path), 'io.containerd.urunc.v2');

    expect(advice.some(({ command = '', snippet = '' }) => command.includes(path) || snippet.includes('PATH='))).toBe(
      true,
    );
  });

  it('a file in the home of a user is copied, because root would run what its user writes', async () => {
    const path = '/home/ann/.local/bin/containerd-shim-urunc-v2';

    const { advice = [] } = await resolve(newHost().running().program(path), 'io.containerd.urunc.v2');

    expect(advice[0]?.command).toBe(`install -m 755 ${path} /usr/local/bin/containerd-shim-urunc-v2`);
    expect(words(advice)).not.toContain(':/home/ann/.local/bin');
  });

  it('the command quotes a directory with a blank', async () => {
    const path = '/opt/my tools/bin/containerd-shim-urunc-v2';

    const { advice = [] } = await resolve(newHost().running().program(path), 'io.containerd.urunc.v2');

    const commands = advice.flatMap(({ command = '' }) => (command.includes('my') ? [command] : []));
    expect(words(advice)).toContain(path);
    for (const command of commands) expect(command).toMatch(/'[^']*my tools|"[^"]*my tools|my\\ tools/);
  });

  it('the PATH of NixOS has store directories only', async () => {
    const store = '/nix/store/abc-containerd/bin';
    const host = newHost().program(`${store}/containerd`, '/home/ann/.local/bin/containerd-shim-urunc-v2');
    host.process(200, { argv: [`${store}/containerd`], environ: { PATH: store } });
    host.socket(200, '/run/containerd/containerd.sock');

    const resolution = await resolve(host, 'io.containerd.urunc.v2');

    expect(advised(resolution)).toContain('/home/ann/.local/bin/containerd-shim-urunc-v2');
    expect(words(resolution.didYouMean)).not.toContain('runc.v2');
  });
});

describe('a shim whose file has nearly the right name', () => {
  it.each([
    ['containerd_shim_spin_v2'],
    ['containerd-shim-spin_v2'],
    ['Containerd-shim-spin-v2'],
    ['containerd-shim-spin-v2.exe'],
    ['containerd-shim-spin-v2-linux-amd64'],
    ['containerd-shim-spin-v2-aarch64'],
    ['containerd-shim-spin.v2'],
    ['containerd-shim-spin'],
  ])('resolve names %s, and the command that links it', async (file) => {
    const host = newHost().running().program(`/usr/local/bin/${file}`);

    const { cause, advice = [] } = await resolve(host, 'io.containerd.spin.v2');

    expect(cause).toBe(
      `containerd looks for "containerd-shim-spin-v2", but the file is called "/usr/local/bin/${file}"`,
    );
    expect(advice[0]?.command).toBe(`ln -s /usr/local/bin/${file} /usr/local/bin/containerd-shim-spin-v2`);
    expect(words(advice)).not.toContain('Install');
  });

  it('the link is put on the PATH of containerd, and the name starts then', async () => {
    const host = newHost().running().program('/opt/bin/containerd_shim_spin_v2');

    const { advice = [] } = await resolve(host, 'io.containerd.spin.v2');

    expect(advice[0]?.command).toBe('ln -s /opt/bin/containerd_shim_spin_v2 /usr/local/bin/containerd-shim-spin-v2');
    host.link('/opt/bin/containerd_shim_spin_v2', '/usr/local/bin/containerd-shim-spin-v2');
    expect(await resolve(host, 'io.containerd.spin.v2')).toMatchObject({ status: 0, available: true });
  });

  it('a file that could not be executed has that said too', async () => {
    const host = newHost().running().put('/usr/local/bin/containerd_shim_spin_v2', elf(), 0o644);

    expect(words((await resolve(host, 'io.containerd.spin.v2')).advice)).toContain('chmod 755');
  });

  it('a handler and a configured runtime are answered in the same way', async () => {
    const host = newHost().running().program('/usr/local/bin/containerd_shim_spin_v2');
    host.daemonJson({ runtimes: { spin: { runtimeType: 'io.containerd.spin.v2' } } });
    host.put(
      '/etc/containerd/config.toml',
      'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.spin]\nruntime_type = "io.containerd.spin.v2"\n',
    );

    for (const client of ['docker', 'cri'])
      expect(words((await resolve(host, 'spin', '--client', client)).advice)).toContain('ln -s');
  });

  it.each([['containerd-shim-spin-v1'], ['containerd-shim-spin-v2.old'], ['containerd-shim-spins-v2'], ['spin-v2']])(
    'resolve does not offer %s',
    async (file) => {
      const host = newHost().running().program(`/usr/local/bin/${file}`);

      expect(words((await resolve(host, 'io.containerd.spin.v2')).advice)).not.toContain('ln -s');
    },
  );
});

it('resolve of a shim that is nowhere says where to get it and nothing of a remembered path', async () => {
  const resolution = await resolve(newHost().running(), 'io.containerd.urunc.v2');

  expect(advised(resolution)).toMatch(/urunc/);
  expect(resolution.note ?? '').not.toMatch(/found first|remember|cache/i);
});

function helpsNot(resolution: { readonly note?: string; readonly advice?: unknown }): string {
  return words([resolution.note, resolution.advice]);
}

function configured(path: string, host = newHost().base()): CaseHost {
  return host.daemonJson({ 'default-runtime': 'crun', runtimes: { crun: { path } } });
}

describe('a path that is right but for what is around it', () => {
  it.each([
    ['a blank behind it', '/usr/local/bin/crun ', /blank|space/i],
    ['a blank before it', ' /usr/local/bin/crun', /blank|space/i],
    ['a tab behind it', '/usr/local/bin/crun\t', /blank|space|tab/i],
    ['a line break behind it', '/usr/local/bin/crun\n', /line break|newline|blank|space/i],
    ['quotes around it', "'/usr/local/bin/crun'", /quote/i],
  ])('check finds %s, and the file that is there', async (_, path, cause) => {
    const host = configured(path).program('/usr/local/bin/crun');

    const findings = findingsAbout(await check(host), 'crun');

    const text = words(findings.map(({ advice }) => advice));
    expect(text).toMatch(cause);
    expect(text).toContain('/usr/local/bin/crun');
    expect(text).not.toMatch(/install what it needs/i);
  });

  it.each([
    ['a slash at its end', '/usr/local/bin/crun/', /slash at its end/],
    ['capital letters', '/usr/local/bin/Crun', /capital letters/],
    ['two letters swapped', '/usr/local/bin/curn', /does not exist, but "\/usr\/local\/bin\/crun" does/],
  ])('resolve finds %s, and has the entry to write', async (_, path, cause) => {
    const { advice } = await resolve(configured(path).program('/usr/local/bin/crun'), 'crun');

    expect(advice?.[0]).toMatchObject({
      text: expect.stringMatching(cause),
      snippet: expect.stringContaining('"path": "/usr/local/bin/crun"'),
    });
  });

  it('check says once that an unknown program is to be installed', async () => {
    const text = await read(
      newHost()
        .base()
        .daemonJson({ runtimes: { x: { path: '/opt/nothing' } } }),
      'check',
    );

    expect(text.match(/Install "\/opt\/nothing"/g)).toHaveLength(1);
    expect(text.match(/or remove/gi)).toHaveLength(1);
  });

  it('list shows a path with a blank at an end in quotes', async () => {
    const host = configured('/usr/local/bin/crun ').program('/usr/local/bin/crun');

    expect(await read(host, 'list')).toContain('"/usr/local/bin/crun "');
  });

  it('resolve finds the blank', async () => {
    const host = configured('/usr/local/bin/crun ').program('/usr/local/bin/crun');

    const { status, ...resolution } = await resolve(host, 'crun');

    expect(status).toBe(1);
    expect(advised(resolution)).toMatch(/blank|space/i);
  });

  it.each([
    ['/usr/local/bin/crun --debug', '--debug'],
    ['/usr/local/bin/crun --root /srv/x', '--root'],
  ])('check finds the arguments in %j', async (path, argument) => {
    const host = configured(path).program('/usr/local/bin/crun');

    const text = words(findingsAbout(await check(host), 'crun').map(({ advice }) => advice));

    expect(text).toContain('runtimeArgs');
    expect(text).toContain(argument);
  });

  it.each(['~/bin/crun', '$HOME/bin/crun', `\${HOME}/bin/crun`])('check says that nothing expands %s', async (path) => {
    const host = configured(path).program('/root/bin/crun');

    const text = words(findingsAbout(await check(host), 'crun').map(({ advice }) => advice));

    expect(text).toMatch(/expand/i);
    expect(text).toContain('/root/bin/crun');
  });

  it('a file whose own name has a blank is available and gets no such advice', async () => {
    const host = configured('/opt/my tools/crun').program('/opt/my tools/crun');

    expect(runtimeOf(await list(host), 'crun')).toMatchObject({ available: true });
  });

  it('a runtimeType that is a path with a blank behind it', async () => {
    const path = '/opt/kata/bin/containerd-shim-kata-v2';
    const host = newHost()
      .base()
      .program(path)
      .daemonJson({ runtimes: { kata: { runtimeType: `${path} ` } } });

    const resolution = await resolve(host, 'kata');

    expect(resolution.available).toBe(false);
    expect(advised(resolution)).toMatch(/blank|space/i);
  });
});

describe('an OCI runtime that is in another directory', () => {
  it.each([
    ['/usr/bin/crun', '/usr/local/bin/crun'],
    ['/usr/local/bin/crun', '/usr/bin/crun'],
    ['/usr/local/bin/crun', '/home/ann/.local/bin/crun'],
    ['/usr/local/bin/crun', '/home/linuxbrew/.linuxbrew/bin/crun'],
  ])('check finds that %s is at %s', async (path, real) => {
    const host = configured(path).program(real);

    expect(words(findingsAbout(await check(host), 'crun').map(({ advice }) => advice))).toContain(real);
  });

  it('resolve finds a bare name outside of PATH', async () => {
    const host = configured('crun').program('/opt/crun/bin/crun');

    expect(advised(await resolve(host, 'crun'))).toContain('/opt/crun/bin/crun');
  });
});

describe('a PATH that nothing expands', () => {
  const withPath = (PATH: string) =>
    newHost()
      .program('/usr/bin/containerd', '/usr/bin/containerd-shim-runc-v2', '/usr/bin/runc', '/usr/bin/dockerd')
      .daemonJson({})
      .process(77, { argv: ['/usr/bin/containerd'], environ: { PATH } })
      .socket(77, '/run/containerd/containerd.sock');

  it.each(['/opt/x/bin:$PATH', `/opt/x/bin:\${PATH}`, '/opt/x/bin:~/bin'])('check explains %s', async (PATH) => {
    const answer = await check(withPath(PATH));

    const finding = answer.findings.find(({ code }) => code === 'search-path-relative');
    expect(words(finding)).toMatch(/expand/i);
    expect(words(finding)).toMatch(/systemd|Environment=/);
  });

  it('check says where runc is', async () => {
    const answer = await check(withPath('/opt/x/bin:$PATH'));

    const about = answer.findings.filter(({ severity }) => severity === 'high');
    expect(words(about)).toContain('/usr/bin/runc');
    expect(words(answer)).not.toMatch(/install what it needs/i);
  });

  it('check counts the elements of PATH that the user wrote', async () => {
    const answer = await check(withPath('/opt/x/bin:$PATH'));

    expect(words(answer)).not.toMatch(/element 3/i);
  });

  it('a PATH element in quotes is shown once in quotes, with its cause', async () => {
    const text = await read(withPath('"/opt/kata/bin":/usr/bin'), 'check');

    expect(text).not.toContain('""/opt/kata/bin""');
    expect(text).toMatch(/quote/i);
  });
});

it.each(['/usr/bin;/usr/local/bin', '/usr/bin, /usr/local/bin', '/usr/bin /usr/local/bin'])(
  'check says that a colon separates the directories of PATH: %s',
  async (path) => {
    const host = newHost()
      .base()
      .process(200, { argv: ['/usr/bin/containerd'], environ: { PATH: path } });
    const { findings } = await check(host);
    const broken = findings.find(({ code }) => code === 'search-path-broken');
    expect(broken).toMatchObject({ severity: 'low', subject: path });
    expect(broken?.message).toContain('only a colon separates directories');
    const written = 'PATH=/usr/bin:/usr/local/bin:/usr/local/sbin:/usr/sbin:/sbin:/bin';
    expect(broken?.advice[0]?.snippet).toBe(`[Service]\nEnvironment="${written}"\n`);
    const runc = findings.find(({ code }) => code === 'default-runtime-unavailable');
    expect(runc?.advice[0]?.snippet).toContain(written);
  },
);
