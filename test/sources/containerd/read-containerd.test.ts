import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningPlugin } from '../../../src/model/host/running-containerd.ts';
import type { ContainerdOptions } from '../../../src/sources/containerd/options.ts';
import { readContainerd } from '../../../src/sources/containerd/read-containerd.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

const SYSTEMD = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'read-containerd-'));
  // Every user of the host may search its root directory.
  fs.chmodSync(root, 0o755);
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), content, { mode: 0o755 });
}

function link(path: string, target: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.symlinkSync(target, join(root, path));
}

interface FakeProcess {
  readonly argv?: readonly string[];
  readonly environ?: string;
  readonly cwd?: string;
  readonly exe?: string;
  readonly fds?: Readonly<Record<string, string>>;
  /** Effective user. */
  readonly uid?: number;
}

/** A process as /proc shows it; without `environ`, `cwd` or `exe` it is one whose files are closed. */
function addProcess(
  pid: number,
  { argv = ['containerd'], environ, cwd, exe, fds = {}, uid = 1000 }: FakeProcess,
): void {
  write(`proc/${pid}/stat`, `${pid} (containerd) S 1 ${Array.from({ length: 30 }, () => '7').join(' ')}`);
  write(`proc/${pid}/cmdline`, argv.map((argument) => `${argument}\0`).join(''));
  write(`proc/${pid}/status`, `Name:\tcontainerd\nUid:\t0\t${uid}\t0\t0\nGid:\t0\t1001\t0\t0\nGroups:\t4 5 \n`);
  if (environ !== undefined) write(`proc/${pid}/environ`, environ);
  if (cwd !== undefined) link(`proc/${pid}/cwd`, cwd);
  if (exe !== undefined) link(`proc/${pid}/exe`, exe);
  for (const [fd, target] of Object.entries(fds)) link(`proc/${pid}/fd/${fd}`, target);
}

function bindSocket(path: string, inode: number): void {
  const line = `0000000000000000: 00000002 00000000 00010000 0001 01 ${inode} ${path}\n`;
  write('proc/net/unix', `Num       RefCount Protocol Flags    Type St Inode Path\n${line}`);
}

function read(options: Partial<ContainerdOptions> = {}) {
  return readContainerd(new HostFiles(root), {
    containerd: 'auto',
    containerdAddress: '/run/containerd/containerd.sock',
    ...options,
  });
}

const FULL: FakeProcess = { environ: 'HOME=/\0PATH=/a:/b\0', cwd: '/work', exe: '/usr/sbin/containerd' };

describe('readContainerd() without a process', () => {
  it("assumes systemd's defaults, and reports that", () => {
    expect(read()).toEqual({
      facts: {
        version: '2.3.4',
        versionSource: 'assumed',
        cwd: '/',
        cwdDeleted: false,
        path: `/opt/containerd/bin:${SYSTEMD}`,
        pathSource: 'assumed',
        ldLibraryPath: '/opt/containerd/lib:',
        optDirectory: '/opt/containerd/bin',
        user: { uid: 0, gid: 0, groups: [] },
        executableTest: 'access',
      },
      states: [
        { source: 'containerd-process', state: 'assumed', message: expect.stringContaining('No containerd process') },
        { source: 'containerd-config', state: 'absent', file: '/etc/containerd/config.toml' },
      ],
      dependsOn: [
        '/run/containerd/containerd.sock',
        '/run/containerd/containerd.pid',
        '/run/docker/containerd/containerd.pid',
        '/etc/containerd/config.toml',
        // Where a tool may put a file that nothing imports.
        '/etc/containerd/conf.d',
      ],
      config: expect.objectContaining({ file: '/etc/containerd/config.toml' }),
    });
  });

  it('uses the options that are given', () => {
    write('etc/passwd', 'root:x:0:0::/:\nme:x:1000:1234::/home/me:/bin/sh\n');
    link('opt/bin/containerd', '/opt/real/containerd');
    write('opt/real/containerd', '');

    const { facts } = read({
      containerd: 'none',
      searchPath: '/x::/y',
      containerdCwd: '/w',
      containerdExe: '/opt/bin/containerd',
      containerdUid: 1000,
      containerdVersion: '1.6.33',
    });

    expect(facts).toEqual({
      version: '1.6.33',
      versionSource: 'given',
      executableTest: 'mode-bits',
      cwd: '/w',
      cwdDeleted: false,
      path: '/x::/y',
      pathSource: 'given',
      ldLibraryPath: '/opt/containerd/lib:',
      executableDirectory: '/opt/real',
      user: { uid: 1000, gid: 1234, groups: [] },
    });
  });

  it('treats an empty search path as no directories', () => {
    expect(read({ searchPath: '' }).facts).toMatchObject({ path: '', pathSource: 'given' });
  });

  it('uses the installed executable that a service would start', () => {
    link('usr/local/bin/containerd', '/opt/cd/containerd');
    write('opt/cd/containerd', '');

    expect(read().facts).toMatchObject({ executableDirectory: '/opt/cd', versionSource: 'assumed' });
    expect(read({ containerd: 'none' }).facts).not.toHaveProperty('executableDirectory');
  });

  it('reports a process id that does not exist', () => {
    const { facts, states } = read({ containerd: 77 });

    expect(facts).toMatchObject({ pathSource: 'assumed', cwd: '/' });
    expect(states[0]).toMatchObject({
      state: 'unreadable',
      message: expect.stringContaining('Process 77 does not exist'),
    });
  });
});

describe('readContainerd() with a process', () => {
  it('reads the process that owns the socket', () => {
    addProcess(10, { ...FULL, environ: 'PATH=/wrong\0' });
    addProcess(20, { ...FULL, argv: ['/usr/local/bin/odd-name'], fds: { 3: 'pipe:[99]', 7: 'socket:[4711]' } });
    addProcess(30, { ...FULL, environ: 'PATH=/wrong\0', fds: { 3: 'socket:[4712]' } });
    link('var/run', '/run');
    bindSocket('/var/run/containerd/containerd.sock', 4711);
    write('run/containerd/containerd.sock', '');

    const { facts, states, dependsOn } = read();

    expect(facts).toEqual({
      pid: 20,
      version: '2.3.4',
      versionSource: 'assumed',
      executableTest: 'access',
      cwd: '/work',
      cwdDeleted: false,
      path: '/opt/containerd/bin:/a:/b',
      pathSource: 'process',
      ldLibraryPath: '/opt/containerd/lib:',
      optDirectory: '/opt/containerd/bin',
      executableDirectory: '/usr/sbin',
      user: { uid: 1000, gid: 1001, groups: [4, 5] },
    });
    expect(states[0]).toEqual({ source: 'containerd-process', state: 'read' });
    expect(dependsOn).toEqual(expect.arrayContaining(['/proc/20', '/run/containerd/containerd.sock']));
  });

  it('prefers a containerd among the processes that hold the socket', () => {
    addProcess(1, { ...FULL, argv: ['/sbin/init'], fds: { 9: 'socket:[5]' } });
    addProcess(2, { ...FULL, argv: ['/usr/bin/containerd'], fds: { 9: 'socket:[5]' } });
    bindSocket('/run/containerd/containerd.sock', 5);

    expect(read().facts.pid).toBe(2);
  });

  it('reads the process of the pid file next to the socket', () => {
    addProcess(10, { ...FULL, argv: ['containerd', '--address', '/run/x/containerd.sock'] });
    addProcess(11, { ...FULL, argv: ['containerd', '-a=/run/x/containerd.sock'] });
    write('run/x/containerd.pid', '11\n');

    expect(read({ containerdAddress: '/run/x/containerd.sock' }).facts.pid).toBe(11);
  });

  it('ignores a pid file that names another program', () => {
    addProcess(10, { ...FULL, argv: ['nginx'] });
    write('run/containerd/containerd.pid', '10\n');

    expect(read().facts).not.toHaveProperty('pid');
  });

  it('reads only a containerd that was started for the address', () => {
    addProcess(10, { ...FULL, argv: ['/usr/bin/containerd', '-address=/run/k3s/containerd.sock'], uid: 0 });
    addProcess(11, { ...FULL, argv: ['/usr/bin/containerd'], uid: 0 });
    addProcess(12, { ...FULL, argv: ['/usr/bin/containerd-shim-runc-v2'] });

    expect(read().facts.pid).toBe(11);
    expect(read({ containerdAddress: '/run/k3s/containerd.sock' }).facts.pid).toBe(10);
    expect(read({ containerdAddress: '/run/none.sock' }).facts).not.toHaveProperty('pid');
  });

  it('reads the given process, and prefers flags', () => {
    addProcess(42, FULL);

    const { facts } = read({ containerd: 42, containerdCwd: '/mine', searchPath: '/only', containerdUid: 1000 });

    expect(facts).toMatchObject({
      pid: 42,
      cwd: '/mine',
      path: '/only',
      pathSource: 'given',
      executableDirectory: '/usr/sbin',
      user: { uid: 1000, gid: 1001, groups: [4, 5] },
    });
    expect(facts).not.toHaveProperty('optDirectory');
  });

  it('reports the fields that it may not read, and assumes only those', () => {
    addProcess(42, {});

    const { facts, states } = read({ containerd: 42 });

    expect(facts).toMatchObject({ pid: 42, cwd: '/', pathSource: 'assumed', user: { uid: 1000 } });
    expect(states[0]).toMatchObject({
      state: 'unreadable',
      message: expect.stringMatching(/process 42: environment \(ENOENT\), working directory .*, executable/),
    });
  });

  it('adds an empty element after the opt directory when PATH is unset', () => {
    addProcess(42, { ...FULL, environ: 'HOME=/\0' });
    expect(read({ containerd: 42 }).facts).toMatchObject({ path: '/opt/containerd/bin:', pathSource: 'process' });

    write('etc/containerd/config.toml', 'version = 2\ndisabled_plugins = ["io.containerd.internal.v1.opt"]\n');
    const { facts } = read({ containerd: 42 });

    expect(facts.pathSource).toBe('process');
    expect(facts).not.toHaveProperty('path');
  });

  it('notices a deleted working directory and a replaced executable', () => {
    addProcess(42, { ...FULL, cwd: '/work (deleted)', exe: '/usr/sbin/containerd (deleted)' });

    expect(read({ containerd: 42 }).facts).toMatchObject({
      cwd: '/work',
      cwdDeleted: true,
      executableDirectory: '/usr/sbin',
    });
  });

  it('writes the cwd as $PWD does when both are the same directory', () => {
    fs.mkdirSync(join(root, 'real'));
    link('alias', '/real');
    addProcess(42, { ...FULL, cwd: '/real', environ: 'PWD=/alias\0PATH=/b\0' });
    addProcess(43, { ...FULL, cwd: '/real', environ: 'PWD=/elsewhere\0PATH=/b\0' });

    expect(read({ containerd: 42 }).facts.cwd).toBe('/alias');
    expect(read({ containerd: 43 }).facts.cwd).toBe('/real');
  });

  it('writes paths as the host spells them', () => {
    addProcess(42, { ...FULL, cwd: `${root}/work`, exe: `${root}/usr/sbin/containerd` });

    expect(read({ containerd: 42 }).facts).toMatchObject({ cwd: '/work', executableDirectory: '/usr/sbin' });
  });

  it('has no opt directory for the containerd inside dockerd', () => {
    addProcess(42, { ...FULL, argv: ['dockerd'], exe: '/usr/bin/dockerd' });

    const { facts } = read({ containerd: 42 });

    expect(facts.path).toBe('/a:/b');
    expect(facts).not.toHaveProperty('optDirectory');
  });
});

describe('readContainerd() and the opt directory', () => {
  const opt = 'io.containerd.internal.v1.opt';

  it.each([
    ['version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/var/lib/opt/"', '/var/lib/opt/bin'],
    ["version = 3\n[plugins.'io.containerd.internal.v1.opt']\npath = '/x'", '/x/bin'],
    ['[plugins.opt]\npath = "/old"', '/old/bin'],
    ['version = 2\n[plugins.opt]\npath = "/old"', '/opt/containerd/bin'],
    ['version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]', '/opt/containerd/bin'],
    ['version = 2\ndisabled_plugins = ["io.containerd.internal.v1.opt"]', undefined],
    ['disabled_plugins = ["opt"]', undefined],
    ['', '/opt/containerd/bin'],
  ])('reads %j', (config, directory) => {
    write('etc/containerd/config.toml', config);

    const { facts, states } = read();

    expect(facts.optDirectory).toBe(directory);
    expect(facts.path).toBe(directory === undefined ? SYSTEMD : `${directory}:${SYSTEMD}`);
    expect(states[1]).toEqual({
      source: 'containerd-config',
      state: 'read',
      file: '/etc/containerd/config.toml',
    });
  });

  const said = (plugins: readonly RunningPlugin[]): Partial<ContainerdOptions> => ({
    containerd: 42,
    saidBy: (pid) => (pid === 42 ? { plugins } : {}),
  });

  it.each<[string, readonly RunningPlugin[], string | undefined]>([
    ['has another directory', [{ plugin: opt, state: 'ok', path: '/said' }], '/said/bin'],
    ['has a relative directory', [{ plugin: opt, state: 'ok', path: '' }], 'bin'],
    [
      'could not make its directory',
      [{ plugin: opt, state: 'error', path: '/said', error: 'mkdir /said/bin' }],
      undefined,
    ],
    ['could not make "lib"', [{ plugin: opt, state: 'error', path: '/said', error: 'mkdir /said/lib' }], '/said/bin'],
    ['is disabled', [{ plugin: 'io.containerd.grpc.v1.cri', state: 'ok' }], undefined],
    ['does not say where it is', [{ plugin: opt, state: 'ok' }], '/own/bin'],
  ])('takes the word of what runs: the plugin %s', (_, plugins, directory) => {
    write('etc/containerd/config.toml', `version = 2\n[plugins."${opt}"]\npath = "/own"`);
    addProcess(42, { ...FULL, argv: ['containerd'] });

    const { facts } = read(said(plugins));

    expect(facts.optDirectory).toBe(directory);
    expect(facts.path).toBe(directory === undefined ? '/a:/b' : `${directory}:/a:/b`);
  });

  it('takes the word of what runs where its configuration is refused, and not where another one is given', () => {
    write('etc/containerd/config.toml', 'nonsense');
    write('etc/given.toml', `version = 2\n[plugins."${opt}"]\npath = "/given"`);
    addProcess(42, { ...FULL, argv: ['containerd'] });
    const running = said([{ plugin: opt, state: 'ok', path: '/said' }]);

    expect(read(running).facts).toMatchObject({ optDirectory: '/said/bin' });
    expect(read(running).facts).not.toHaveProperty('optUnread');
    expect(read({ ...running, saidBy: () => ({}) }).facts).toHaveProperty('optUnread');
    expect(read({ ...running, containerdConfig: '/etc/given.toml' }).facts.optDirectory).toBe('/given/bin');
  });

  it.each([
    [['containerd', '--config', '/etc/own.toml']],
    [['containerd', '-c', 'own.toml']],
    [['containerd', '--log-level', 'debug', '-config=/etc/own.toml', 'x']],
  ])('reads the configuration the process was started with: %j', (argv) => {
    write('etc/own.toml', 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/own"');
    addProcess(42, { ...FULL, argv, cwd: '/etc' });

    const { facts, dependsOn } = read({ containerd: 42 });

    expect(facts.optDirectory).toBe('/own/bin');
    expect(dependsOn).toContain('/etc/own.toml');
  });

  it('reads a given configuration instead, which may be missing', () => {
    write('etc/own.toml', 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/own"');
    write('etc/given.toml', 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/given"');
    addProcess(42, { ...FULL, argv: ['containerd', '--config', '/etc/own.toml'], cwd: '/etc' });

    const given = read({ containerd: 42, containerdConfig: '/etc/given.toml' });
    const missing = read({ containerd: 42, containerdConfig: '/etc/missing.toml' });

    expect(given.facts.optDirectory).toBe('/given/bin');
    expect(missing.facts.optDirectory).toBe('/opt/containerd/bin');
    expect(missing.states[1]).toMatchObject({ state: 'absent', file: '/etc/missing.toml' });
  });

  it('keeps the default when the configuration cannot be read', () => {
    write('etc/containerd/config.toml', 'version = [');

    const { facts, states } = read();

    expect(facts.optDirectory).toBe('/opt/containerd/bin');
    expect(states[1]).toMatchObject({
      state: 'unreadable',
      message: expect.stringContaining('failed to unmarshal TOML at row 1'),
    });
  });
});
