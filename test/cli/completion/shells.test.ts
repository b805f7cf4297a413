import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../eventually.ts';
import { HostTree } from '../host-tree.ts';
import { runHere } from '../run-here.ts';
import { program } from '../run-shimdex.ts';

const execute = promisify(execFile);
const hostile = `it's a "runtime" $(touch pwned); \`touch pwned\``;

/** A host with names that shells must quote, and the scripts in its directory. */
let host: HostTree;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  host = new HostTree();
  host.shim('one/containerd-shim-kata-v2');
  const names = ['my runtime', hostile];
  host.file(
    'daemon.json',
    JSON.stringify({ runtimes: Object.fromEntries(names.map((name) => [name, { path: '/x' }])) }),
  );
  mkdirSync(host.at('bin'));
  symlinkSync(program, host.at('bin/shimdex'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(host.at(`completion.${shell}`), (await runHere(['completion', shell])).stdout);
  }
  const options = host.options.map((option) => /^--([^=]+)=(.*)$/.exec(option) ?? []);
  environment = {
    PATH: `${host.at('bin')}:${process.env['PATH']}`,
    HOME: host.at('cwd'),
    TERM: 'dumb',
    LC_ALL: 'C.UTF-8',
    ...Object.fromEntries(
      options.map(([, flag = '', value]) => [`SHIMDEX_${flag.toUpperCase().replaceAll('-', '_')}`, value]),
    ),
  };
});
afterAll(() => host.remove());

/** What bash offers behind these words, without the package bash-completion. */
async function inBash(...words: readonly string[]): Promise<readonly string[]> {
  const script = `source completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shimdex 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return offered('bash', ['--norc', '-c', script, 'bash', 'shimdex', ...words]);
}

/** What fish offers behind this line. */
function inFish(line: string): Promise<readonly string[]> {
  return offered('fish', ['--no-config', '-c', 'source completion.fish; complete -C $argv[1]', line]);
}

async function offered(shell: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await execute(shell, args, { cwd: host.directory, env: environment });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('completion in bash', () => {
  it.each([
    [['re'], ['resolve']],
    [
      ['plan', ''],
      ['restart', 'upgrade'],
    ],
    [
      ['--root', '/', 'pl'],
      ['plan', 'plugin'],
    ],
    [['--root', '=', '/', 'completion', 'f'], ['fish']],
    [
      ['list', '-o', 'js'],
      ['json', 'jsonl'],
    ],
    [['list', '--output', '=', 'y'], ['yaml']],
    [
      ['check', '--fail-on', '='],
      ['low', 'medium', 'high'],
    ],
    [['check', '--explain', 'shim-d'], ['shim-differs-from-package']],
    [['list', '--no'], ['--no-headers']],
    [['resolve', '--cl'], ['--client']],
    [['list', '--root', 'on'], ['one']],
    [['help', 'sch'], ['schema']],
    [['list', 'x'], []],
  ])('offers what can follow %j', async (words, expected) => {
    expect(await inBash(...words)).toEqual(expected);
  });

  it('offers the runtime names of this host, quoted', async () => {
    expect(await inBash('resolve', 'io')).toEqual(['io.containerd.kata.v2', 'io.containerd.runc.v2']);
    expect(await inBash('resolve', 'my\\ r')).toEqual(['my\\ runtime']);
    const [quoted = ''] = await inBash('resolve', 'it');
    expect((await execute('bash', ['-c', `printf %s ${quoted}`], { cwd: host.directory })).stdout).toBe(hostile);
    expect(existsSync(host.at('pwned'))).toBe(false);
  });

  it('is quiet when list fails', async () => {
    const broken = { ...environment, SHIMDEX_ROOT: '/nowhere' };
    const script = `source completion.bash; COMP_WORDS=(shimdex resolve ''); COMP_CWORD=2; _shimdex; echo "\${#COMPREPLY[@]}"`;

    const { stdout, stderr } = await execute('bash', ['-c', script], { cwd: host.directory, env: broken });

    expect([stdout, stderr]).toEqual(['0\n', '']);
  });
});

describe('completion in fish', () => {
  it.each([
    ['shimdex re', ['resolve']],
    ['shimdex plan ', ['restart', 'upgrade']],
    ['shimdex --root / pl', ['plan', 'plugin']],
    ['shimdex completion f', ['fish']],
    ['shimdex list -o js', ['json', 'jsonl']],
    ['shimdex list --output=y', ['--output=yaml']],
    ['shimdex check --fail-on ', ['high', 'low', 'medium']],
    ['shimdex list --no', ['--no-headers']],
    ['shimdex list --root on', ['one/']],
    ['shimdex help sch', ['schema']],
    ['shimdex resolve io', ['io.containerd.kata.v2', 'io.containerd.runc.v2']],
    ['shimdex resolve it', [hostile]],
    ['shimdex list x', []],
  ])('offers what can follow %s', async (line, expected) => {
    expect([...(await inFish(line))].sort()).toEqual(expected);
  });
});

/** Types on a terminal: a tab completes, and the command runs with what was completed. */
describe.each([
  ['bash', ['--norc', '--noprofile', '-i'], 'source ./completion.bash'],
  ['zsh', ['-f', '-i'], 'autoload -U compinit; compinit -u -D; source ./completion.zsh'],
] as const)('a tab in %s', (shell, args, load) => {
  it('completes a command, an option, its value and the name of a runtime', async () => {
    const command = [shell, ...args].join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: host.directory,
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.stdin.write(`PS1='ready> '; ${load}; echo loa""ded\r`);
    await eventually(() => expect(text).toMatch(/loaded[\s\S]*ready> /));

    child.stdin.write('shimdex resol\t--outp\tna\tmy\t; echo do""ne\r');

    await eventually(() => expect(text).toMatch(/done\r?\n/));
    expect(text).toMatch(/^my runtime\r$/m);
    child.stdin.write('exit\r');
  });
});

it('completion lists the shells that there are', async () => {
  expect(await runHere(['completion', 'tcsh'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'shimdex: Cannot complete in "tcsh": write bash, zsh or fish\n',
  });
});
