import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CaseHost } from '../cases/host.ts';
import { dockerContainer, startContainer } from '../cases/running.ts';

const off = 'io.containerd.off.v1';
const commands: readonly (readonly [command: readonly string[]])[] = [
  [['list']],
  [['list', '--all']],
  [['resolve', off, 'runc']],
  [['check']],
  [['ps']],
  [['plan', 'restart']],
  [['handlers']],
  [['targets']],
];
const web = 'b'.repeat(64);
const nameless = 'c'.repeat(64);
const hostile = 'a\u202eb\n\u001b[2Jc: "x" #';

/** A host on which each command has something to print. */
let host: CaseHost;
beforeAll(() => {
  host = new CaseHost()
    .running()
    .program('/usr/local/bin/containerd-shim-kata-v2', '/usr/bin/containerd-shim-kata-v2', '/usr/bin/crun')
    .put('/usr/bin/containerd-shim-off-v1', 'text')
    .daemonJson({
      runtimes: {
        crun: { path: '/usr/bin/crun' },
        [hostile]: { path: '/usr/bin/none' },
        yes: { path: '/usr/bin/crun' },
      },
    });
  startContainer(host, { id: web, namespace: 'moby', shim: 500, init: 501 });
  startContainer(host, { id: nameless, namespace: 'moby', shim: 510, init: 511 });
  dockerContainer(host, { id: web, name: 'web', runtime: 'crun' });
});
afterAll(() => host.stop());

/** What was printed, by the command: the host does not change. */
const printed = new Map<string, Promise<string>>();

function print(...args: readonly string[]): Promise<string> {
  const key = JSON.stringify(args);
  const text = printed.get(key) ?? printOnce(args);
  printed.set(key, text);
  return text;
}

async function printOnce(args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await host.run(args);
  expect(stderr).toBe('');
  return stdout;
}

const lines = (text: string) => text.split('\n').slice(0, -1);

describe('an answer', () => {
  it.each(commands)('%j is the same value as JSON and as YAML', async (command) => {
    const json = await print(...command, '-o', 'json');

    expect(json).toBe(await print(...command, '--json'));
    expect(lines(json)).toHaveLength(1);
    const yaml = await print(...command, '-o', 'yaml');
    expect(parse(yaml)).toEqual(JSON.parse(json));
    expect(parse(yaml, { version: '1.1' })).toEqual(JSON.parse(json));
    expect(yaml).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
  });

  it.each([
    [['list'], 'runtimes'],
    [['check'], 'findings'],
    [['ps'], 'processes'],
    [['plan', 'restart'], 'containers'],
    [['handlers'], 'handlers'],
    [['targets'], 'targets'],
  ])('%j has one line of JSON for each entry', async (command, list) => {
    const answer = JSON.parse(await print(...command, '-o', 'json'));

    const entries = lines(await print(...command, '-o', 'jsonl')).map((line) => JSON.parse(line));

    expect(entries).toEqual(answer[list]);
    expect(entries.length).toBeGreaterThan(0);
  });

  it('resolve has one line of JSON for each name and client', async () => {
    const command = ['resolve', 'kata', 'runc', '--client', 'all'];

    const entries = lines(await print(...command, '-o', 'jsonl')).map((line) => JSON.parse(line));

    expect(entries).toEqual(JSON.parse(await print(...command, '-o', 'json')));
    expect(entries).toHaveLength(8);
  });
});

describe('the names of an answer', () => {
  it.each([
    [
      ['resolve', 'kata', 'runc', '--client', 'all'],
      ['kata', 'runc'],
    ],
    [['ps'], [web, nameless]],
    [
      ['plan', 'restart'],
      [web, nameless],
    ],
    [['handlers'], ['runc']],
    [['targets'], ['/run/containerd/containerd.sock', '/var/run/docker.sock']],
  ])('%j has one on each line', async (command, names) => {
    expect(lines(await print(...command, '-o', 'name'))).toEqual(names);
  });

  it('list has the runtimes, and with --all also the files', async () => {
    const names = lines(await print('list', '-o', 'name'));
    const all = lines(await print('list', '--all', '-o', 'name'));

    expect(names).toContain('io.containerd.kata.v2');
    expect(all.slice(0, names.length)).toEqual(names);
    expect(all.slice(names.length)).toEqual(
      expect.arrayContaining(['/usr/bin/containerd-shim-kata-v2', '/usr/bin/crun']),
    );
  });

  it('check has the code and the subject', async () => {
    expect(lines(await print('check', '-o', 'name'))).toContain('shim-shadowed /usr/bin/containerd-shim-kata-v2');
  });

  it('a hostile name is one line without control characters', async () => {
    const names = lines(await print('list', '-o', 'name'));

    expect(names).toContain('a\\u{202e}b\\x0a\\x1b[2Jc: "x" #');
  });
});

describe('the table of an answer', () => {
  it.each(commands)('%j has more in wide', async (command) => {
    const [table, wide] = [await print(...command), await print(...command, '-o', 'wide')];

    expect(wide).not.toBe(table);
  });

  it.each([
    ['list', /^RUNTIME +ORIGIN/],
    ['ps', /^PID +STATE/],
    ['handlers', /^HANDLER +AVAILABLE/],
    ['targets', /^KIND +PID/],
  ])('%s has no titles with --no-headers', async (command, titles) => {
    for (const format of ['table', 'wide']) {
      const text = await print(command, '-o', format);
      const bare = await print(command, '-o', format, '--no-headers');

      expect(text).toMatch(titles);
      expect(bare).not.toMatch(titles);
      expect(lines(bare)).toHaveLength(lines(text).length - 1);
    }
  });

  it('list --all leaves out the titles of each of its tables', async () => {
    expect(await print('list', '--all')).toMatch(/^RUNTIME[\s\S]*^UNUSED SHIM[\s\S]*^PROGRAM/m);
    expect(await print('list', '--all', '--no-headers')).not.toMatch(/^(?:RUNTIME|UNUSED SHIM|PROGRAM) /m);
  });

  it('resolve -o wide has the findings about the name', async () => {
    expect(await print('resolve', off, '-o', 'wide')).toMatch(
      /^ {2}findings\n {4}\w+ +shim-cannot-start +\S+off-v1: /m,
    );
    expect(await print('resolve', off)).not.toContain('findings');
  });

  it('ps -o wide has whole ids, and a table has short ones', async () => {
    expect(await print('ps', '-o', 'wide')).toContain(nameless);
    expect(await print('ps')).toMatch(/ c{12}$/m);
  });
});

it.each(commands)('%j takes the last format that is given, and --json is one', async (command) => {
  expect(await print(...command, '--json', '-o', 'yaml')).toBe(await print(...command, '-o', 'yaml'));
  expect(await print(...command, '-o', 'yaml', '--json')).toBe(await print(...command, '-o', 'json'));
});

it.each(commands)('%j lists the formats that there are', async (command) => {
  expect(await host.run([...command, '-o', 'xml'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'shimdex: Cannot use -o "xml": write table, wide, name, json, jsonl or yaml\n',
  });
});
