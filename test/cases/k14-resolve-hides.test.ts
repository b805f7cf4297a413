import { describe, expect, it } from 'vitest';
import { list, parsed, type ResolutionJson, read, resolve, runtimeOf, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

describe('a daemon.json that dockerd refuses', () => {
  const refused = (text: string) => newHost().base().program('/usr/bin/shimpei').daemonJson(text);
  const comma = '{"default-runtime":"shimpei","runtimes":{"shimpei":{"path":"shimpei"}},"selinux-enabled":true,}';

  it.each([['list'], ['resolve', 'shimpei'], ['resolve', 'runc']])('%s says so with the line', async (...args) => {
    const text = await read(refused(comma), ...args);

    expect(text).toMatch(/does not start|would not start|refuses/);
    expect(text).toContain("invalid character '}' looking for beginning of object key string");
    expect(text).toMatch(/line 1\b|daemon\.json:1\b/);
  });

  it('resolve --json says so, and the answer is no', async () => {
    const { status, ...resolution } = await resolve(refused(comma), 'shimpei');

    expect(status).toBe(1);
    expect(resolution.available).toBe(false);
    expect(words(resolution)).toContain("invalid character '}' looking for beginning of object key string");
  });

  it.each([
    ['{\n  "runtimes": {\n    "runc": {"path": "x"}\n  }\n}', "runtime name 'runc' is reserved", 3],
    ['{\n  "nonsense": 1\n}', "don't match any configuration option: nonsense", 2],
    ['{\n  // comment\n  "debug": true\n}', "invalid character '/' looking for beginning of object key string", 2],
  ])('resolve runc says so for %j', async (text, cause, line) => {
    const output = await read(refused(text), 'resolve', 'runc');

    expect(output).toContain(cause);
    expect(output).toMatch(new RegExp(`line ${line}\\b|daemon\\.json:${line}\\b`));
  });

  it('resolve says what works now only while an older dockerd runs', async () => {
    const text = '{"runtimes":{"crun":{"path":"/usr/bin/crun"},}}';
    const stopped = newHost().base().daemonJson(text);
    const running = newHost().running().daemonJson(text);

    expect(await read(stopped, 'resolve', 'youki')).not.toContain('works now');
    expect(await read(running, 'resolve', 'youki')).toContain('works now');
  });

  it('resolve does not call a name invalid that the refused file has', async () => {
    const resolution = await resolve(refused(comma), 'shimpei');

    expect(resolution.error ?? '').not.toBe('unknown or invalid runtime name: shimpei');
  });
});

const file = '/etc/docker/daemon.json';

function withRuntime(entry: object, ...programs: readonly string[]): CaseHost {
  return newHost()
    .running()
    .program('/usr/local/bin/runsc', ...programs)
    .daemonJson(JSON.stringify({ runtimes: { 'runsc-kvm': entry } }));
}

describe('a configured runtime', () => {
  const entry = { path: '/usr/local/bin/runsc', runtimeArgs: ['--platform=kvm', '--host-uds=open'] };

  it('resolve --json has what runs, its arguments and where it is defined', async () => {
    const resolution = await resolve(withRuntime(entry), 'runsc-kvm');

    expect(resolution).toMatchObject({
      verdict: 'configured',
      available: true,
      ociRuntime: { path: '/usr/local/bin/runsc', args: ['--platform=kvm', '--host-uds=open'] },
      definedIn: { file, line: 1 },
      aliases: [],
    });
  });

  it('resolve has it in text', async () => {
    const text = await read(withRuntime(entry), 'resolve', 'runsc-kvm');

    expect(text).toContain('/usr/local/bin/runsc --platform=kvm --host-uds=open');
    expect(text).toContain(`${file}:1`);
  });

  it('list --json has it too', async () => {
    expect(runtimeOf(await list(withRuntime(entry)), 'runsc-kvm')).toMatchObject({
      ociRuntime: { path: '/usr/local/bin/runsc', args: entry.runtimeArgs },
      definedIn: { file, line: 1 },
    });
  });

  it('a bare name is resolved to the file', async () => {
    const resolution = await resolve(withRuntime({ path: 'runsc' }), 'runsc-kvm');

    expect(resolution.ociRuntime).toMatchObject({ path: 'runsc', resolvedPath: '/usr/local/bin/runsc' });
  });

  it.each([
    { path: '/usr/local/bin/runsc' },
    { path: 'runsc' },
    { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: '/usr/local/bin/runsc' } },
    { runtimeType: 'io.containerd.runc.v2', options: { SystemdCgroup: true } },
    { path: 'runc', runtimeArgs: ['--debug'] },
  ])('%j has no alias', async (other) => {
    const resolution = await resolve(withRuntime(other), 'runsc-kvm');

    expect(resolution.aliases).toEqual([]);
    expect(await read(withRuntime(other), 'resolve', 'runsc-kvm')).not.toMatch(/alias.*runc\.v2/);
  });

  it('options are shown', async () => {
    const options = { TypeUrl: 'io.containerd.runsc.v1.options', ConfigPath: '/etc/containerd/runsc.toml' };
    const host = withRuntime({ runtimeType: 'io.containerd.runsc.v1', options }, '/usr/bin/containerd-shim-runsc-v1');

    const resolution = await resolve(host, 'runsc-kvm');

    expect(JSON.stringify(resolution)).toContain('/etc/containerd/runsc.toml');
    expect(await read(host, 'resolve', 'runsc-kvm')).toContain('/etc/containerd/runsc.toml');
  });

  it('a runtimeType without options may have its shim name as an alias', async () => {
    const host = withRuntime({ runtimeType: 'io.containerd.runsc.v1' }, '/usr/bin/containerd-shim-runsc-v1');

    for (const alias of (await resolve(host, 'runsc-kvm')).aliases) expect(alias).toMatch(/runsc/);
  });

  it('a name with a blank is resolved', async () => {
    const host = newHost().running().program('/usr/local/bin/runsc');
    host.daemonJson({ runtimes: { 'runsc kvm': { path: '/usr/local/bin/runsc', runtimeArgs: ['--platform=kvm'] } } });

    expect(await resolve(host, 'runsc kvm')).toMatchObject({ status: 0, name: 'runsc kvm', verdict: 'configured' });
  });

  it('the line is that of the entry', async () => {
    const host = newHost().running().program('/usr/bin/crun');
    host.daemonJson(
      '{\n  "debug": true,\n  "runtimes": {\n    "crun": {\n      "path": "/usr/bin/crun"\n    }\n  }\n}',
    );

    expect((await resolve(host, 'crun')).definedIn).toEqual({ file, line: 4 });
  });

  it('a flag of dockerd is where a runtime is defined', async () => {
    const host = newHost().base().program('/usr/bin/crun');
    host.process(300, { argv: ['/usr/bin/dockerd', '--add-runtime', 'crun=/usr/bin/crun'] });

    expect(await read(host, 'resolve', 'crun')).toMatch(/--add-runtime|flag|command line/);
  });
});

describe('what people paste', () => {
  const kata = () => newHost().running().program('/usr/local/bin/containerd-shim-kata-v2');

  it.each([
    'docker run --runtime=io.containerd.kata.v2 alpine',
    'docker run --runtime io.containerd.kata.v2 -it alpine sh',
    'sudo docker run --rm --runtime=io.containerd.kata.v2 alpine uname -a',
    'docker create --runtime "io.containerd.kata.v2" alpine',
    '--runtime io.containerd.kata.v2',
    '--runtime=io.containerd.kata.v2',
    ' io.containerd.kata.v2',
    'io.containerd.kata.v2\n',
    '\tio.containerd.kata.v2 ',
  ])('%j is taken as the name in it', async (pasted) => {
    const { stdout } = await kata().run(['resolve', '--json', '--', pasted]);

    expect(JSON.parse(stdout)).toMatchObject({ name: 'io.containerd.kata.v2', available: true });
  });

  it('words of a command that the shell has split', async () => {
    const outcome = await kata().run([
      'resolve',
      '--json',
      '--',
      'docker',
      'run',
      '--runtime=io.containerd.kata.v2',
      'alpine',
    ]);

    const answer = parsed<ResolutionJson | ResolutionJson[]>(outcome);
    expect([answer].flat().map(({ name }) => name)).toEqual(['io.containerd.kata.v2']);
  });

  it.each([
    ['docker', 'run', '--runtime=io.containerd.kata.v2', 'alpine'],
    ['sudo', 'docker', 'run', '--rm', '-it', '--runtime', 'io.containerd.kata.v2', 'alpine', 'sh'],
    ['--runtime', 'io.containerd.kata.v2'],
    ['--runtime=io.containerd.kata.v2'],
  ])('words that begin with %s %s need no --', async (...pasted) => {
    const { stdout } = await kata().run(['resolve', '--json', ...pasted]);

    expect(JSON.parse(stdout)).toMatchObject({ name: 'io.containerd.kata.v2', available: true });
  });

  it('a command without a runtime asks for the default one', async () => {
    const host = kata().daemonJson({ 'default-runtime': 'io.containerd.kata.v2' });

    expect(await resolve(host, 'docker run --rm alpine')).toMatchObject({
      name: 'io.containerd.kata.v2',
      client: 'docker',
      note: expect.stringContaining('"docker run --rm alpine" does not name a runtime, so it gets the default'),
    });
  });

  it.each([
    'docker: Error response from daemon: unknown or invalid runtime name: kata',
    "docker: Error response from daemon: unknown or invalid runtime name: kata.\nSee 'docker run --help'.",
    "docker: Error response from daemon: unknown or invalid runtime name: kata\n\nRun 'docker run --help' for more information",
    'Error response from daemon: Unknown runtime specified kata',
  ])('%j is taken as kata', async (pasted) => {
    const { stdout } = await kata().run(['resolve', '--json', pasted]);

    expect(JSON.parse(stdout)).toMatchObject({ name: 'kata', verdict: 'refused' });
  });

  it.each([
    'failed to start shim: failed to resolve runtime path: runtime "io.containerd.urunc.v2" binary not installed "containerd-shim-urunc-v2": file does not exist: unknown',
    'docker: Error response from daemon: failed to create task for container: failed to start shim: failed to resolve runtime path: runtime "io.containerd.urunc.v2" binary not installed "containerd-shim-urunc-v2": file does not exist: unknown.',
  ])('%j is taken as io.containerd.urunc.v2', async (pasted) => {
    const { stdout } = await kata().run(['resolve', '--json', pasted]);

    expect(JSON.parse(stdout)).toMatchObject({ name: 'io.containerd.urunc.v2', verdict: 'not-installed' });
  });

  it('a name that is configured is taken as it is written', async () => {
    const host = newHost().running().program('/usr/bin/crun');
    host.daemonJson({ runtimes: { ' crun': { path: '/usr/bin/crun' } } });

    expect(await resolve(host, ' crun')).toMatchObject({ name: ' crun', verdict: 'configured' });
  });
});
