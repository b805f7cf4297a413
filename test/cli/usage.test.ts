import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { outcomeOf, program, runShimdex } from './run-shimdex.ts';

describe('run()', () => {
  it('run() prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await runShimdex(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['--help'], ['serve', 'list', 'resolve', 'check', 'export', '--root', '--dockerd-flag']],
    [
      ['serve', '--help'],
      ['--listen', '--verify', '--rescan', '--root'],
    ],
    [
      ['list', '--help'],
      ['--all', '--json', '--search-path'],
    ],
    [
      ['resolve', '--help'],
      ['--client', '--json', '--search-path'],
    ],
    [
      ['check', '--help'],
      ['--fail-on', '--json', '--search-path'],
    ],
    [
      ['ps', '--help'],
      ['--output', '--json', '--search-path'],
    ],
    [
      ['export', '--help'],
      ['docker-info', '--search-path'],
    ],
    [['help', 'list'], ['--all']],
  ])('run() prints help for %j', async (args, words) => {
    const { status, stdout, stderr } = await runShimdex(args);

    expect(status).toBe(0);
    expect(stderr).toBe('');
    for (const word of words) expect(stdout).toContain(word);
  });

  it.each([
    [
      ['lst'],
      'Unknown command "lst": write one of serve, list, resolve, check, ps, plan, handlers, targets, export, schema, completion, plugin',
    ],
    [
      ['help', 'lst'],
      'Unknown command "lst": write one of serve, list, resolve, check, ps, plan, handlers, targets, export, schema, completion, plugin',
    ],
    [['--listen=127.0.0.1:0', 'list'], 'Cannot use the command "list" here: write "shimdex list", then the options'],
    [['list', '--serch-path', '/x'], 'Unknown option "--serch-path": did you mean --search-path?'],
    [['list', '--frobnicate'], 'Unknown option "--frobnicate": see "shimdex list --help"'],
    [['--frobnicate'], 'Unknown option "--frobnicate": see "shimdex --help"'],
    [['serve', '--frobnicate'], 'Unknown option "--frobnicate": see "shimdex serve --help"'],
    [['list', '--foo'], 'Unknown option "--foo": see "shimdex list --help"'],
    [['list', '--jsno'], 'Unknown option "--jsno": did you mean --json?'],
    [['list', '--out=name'], 'Unknown option "--out=name": did you mean --output?'],
    [['--containerd-a=/x'], 'Unknown option "--containerd-a=/x": did you mean --containerd-address?'],
    [
      ['list', '--docker'],
      'Unknown option "--docker": did you mean --docker-version, --docker-config or --dockerd-flag?',
    ],
    [['list', '-x'], 'Unknown option "-x": see "shimdex list --help"'],
    [['list', '--rot', '/'], 'Unknown option "--rot": did you mean --root?'],
    [['list', 'extra'], 'Too many arguments for "list": leave out "extra", or see "shimdex list --help"'],
    [
      ['plan', 'upgrade', 'to', '2.3'],
      'Too many arguments for "plan": leave out "to" "2.3", or see "shimdex plan --help"',
    ],
    [
      ['check', '--json', '--explain', 'shim-shadowed'],
      'Option "--explain <CODE>" cannot be used with option "--json": see "shimdex check --help"',
    ],
    [['resolve'], 'Missing required argument "name": see "shimdex resolve --help"'],
    [['plan'], 'Missing required argument "restart|upgrade": see "shimdex plan --help"'],
    [['list', '--root'], 'Option "--root <DIR>" argument missing: see "shimdex --help"'],
    [['check', '--fail-on'], /^Option "--fail-on <.*>" argument missing: see "shimdex check --help"$/],
    [
      ['list', '--docker-socket=docker.sock'],
      /^Cannot use --docker-socket "docker.sock": write an absolute path, such as/,
    ],
    [['--probe'], 'Unknown option "--probe": see "shimdex --help"'],
    [['list', '--containerd=sure'], 'Cannot use --containerd "sure": write auto, none or a process id'],
    [['serve', '--listen=7446'], /^Cannot use --listen "7446": write HOST:PORT/],
    [['serve', '--verify=never'], 'Cannot use --verify "never": write a number of seconds from 0.1 to 86400'],
    [
      ['lst\x1b[2J\n'],
      'Unknown command "lst\\u001b[2J\\n": write one of serve, list, resolve, check, ps, plan, handlers, targets, export, schema, completion, plugin',
    ],
  ])('run() ends with 2 for %j, and one line of advice', async (args, message) => {
    const { status, stdout, stderr } = await runShimdex(args);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toMatch(/^shimdex: /);
    const text = stderr.slice('shimdex: '.length, -1);
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
  });

  it('run() accepts the common options before and after the command', async () => {
    // Not the host of the tests: another of them may install a program between these two commands.
    const root = mkdtempSync(join(tmpdir(), 'shimdex-usage-'));
    const before = await runShimdex(['--root', root, '--search-path=', 'list', '--json']);
    const behind = await runShimdex(['list', '--json', '--search-path=', '--root', root]);
    rmSync(root, { recursive: true });

    expect(before.status).toBe(0);
    expect(before.stdout).toBe(behind.stdout);
  });

  it('run() accepts a reader that closes its input', async () => {
    const child = spawn(program, ['list', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });

    const [status] = await once(child, 'close');

    expect(status).toBe(0);
    expect(stderr).toBe('');
  });
});

describe('terminal()', () => {
  it('terminal() reports an answer that cannot be written', () => {
    const full = openSync('/dev/full', 'w');

    const { status, stderr } = spawnSync(program, ['list', '--containerd=none'], { stdio: ['ignore', full, 'pipe'] });

    expect(status).toBe(2);
    expect(String(stderr)).toMatch(/^shimdex: Cannot write the answer: [^\n]*ENOSPC[^\n]*\n$/);
  });

  it('terminal() waits for the reader of a full pipe that does not block', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `absent${index}`);
    const notBlocking = 'use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK) or die; exec @ARGV';
    const words = ['-e', notBlocking, program, 'resolve', '--json', '--containerd=none', ...names];

    const child = spawn('perl', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    // The pipe is full before the first byte is read.
    await pause(1000);
    const isWaiting = child.exitCode === null;
    const { status, stdout, stderr } = await outcomeOf(child);

    expect({ isWaiting, status, stderr }).toEqual({ isWaiting: true, status: 1, stderr: '' });
    expect(JSON.parse(stdout)).toHaveLength(names.length);
  });

  /** script(1) gives the command a terminal of its own. */
  async function onTerminal(command: string, environment: Readonly<Record<string, string>>): Promise<string> {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    await once(child, 'close');
    return stdout;
  }

  it('terminal() has colour for people, never with NO_COLOR', async () => {
    const command = `${process.execPath} ${program} list --containerd=none`;

    expect(await onTerminal(command, {})).toContain('\x1b[');
    expect(await onTerminal(command, { NO_COLOR: '1' })).not.toContain('\x1b[');
    expect(await onTerminal(command, { TERM: 'dumb' })).not.toContain('\x1b[');
  });
});
