import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/model/plan.ts';
import { type AdviceJson, type CheckJson, check, list, parsed, resolve, runtimeOf } from '../answers.ts';
import { elf } from '../elf.ts';
import { type CaseHost, newHost } from '../host.ts';
import { startContainer } from '../running.ts';

const binary = 'containerd-shim-kata-v2';
const name = 'io.containerd.kata.v2';
const first = `/usr/local/bin/${binary}`;
const second = `/usr/bin/${binary}`;
const text = 'not a program\n';

interface Given {
  /** Content of the first file, which containerd selects, and of the second one. */
  readonly files: readonly [string | Buffer, string | Buffer];
  /** Files that packages have. */
  readonly packaged: readonly string[];
  /** Files that containers run. */
  readonly used: readonly string[];
}

function hostWith({ files, packaged, used }: Given): CaseHost {
  const host = newHost().running().put(first, files[0], 0o755).put(second, files[1], 0o755);
  const stanzas = ['base', ...packaged.map((_, at) => `kata-${at}`)].map(
    (each) => `Package: ${each}\nStatus: install ok installed\nVersion: 1\n`,
  );
  host.put('/var/lib/dpkg/status', stanzas.join('\n'));
  for (const [at, path] of packaged.entries()) host.put(`/var/lib/dpkg/info/kata-${at}.list`, `${path}\n`);
  for (const [at, path] of used.entries())
    startContainer(host, { id: `web${at}`, shim: 500 + at, init: 600 + at, shimPath: path });
  return host;
}

/** The advice about the two files, by the code of the finding. */
function adviceOn({ findings }: CheckJson, code: string): readonly AdviceJson[] {
  return findings.filter((finding) => finding.code === code).flatMap(({ advice }) => advice);
}

const commandsOf = (advice: readonly AdviceJson[]) => advice.flatMap(({ command }) => command ?? []);

/** Runs a command of the advice on the tree of the host, where a link leads to a path of the host. */
function follow(host: CaseHost, command: string): void {
  const paths = command.startsWith('ln ') ? /(?<= )\/\S+$/g : /(?<= )\/\S+/g;
  const onTree = command.replaceAll(paths, (path) => host.at(path));
  execFileSync('bash', ['-c', onTree]);
}

const subsets = [[], [first], [second], [first, second]];
const program = Buffer.concat([elf(), Buffer.from('another build')]);
const contents: readonly Given['files'][] = [
  [elf(), program],
  [text, program],
  [elf(), text],
  [text, text],
];
const hosts = contents.flatMap((files) =>
  subsets.flatMap((packaged) => subsets.map((used): Given => ({ files, packaged, used }))),
);
const titled = hosts.map((given): [string, Given] => {
  const state = given.files.map((file) => (file === text ? 'broken' : 'good')).join(', ');
  const label = (paths: readonly string[]) => paths.map((path) => (path === first ? 1 : 2)).join(' and ') || 'none';
  return [`${state}; a package has ${label(given.packaged)}; containers run ${label(given.used)}`, given];
});

describe('two shims of one name', () => {
  it.each(titled)('%s: no command removes a file that somebody needs', async (_, given) => {
    const { findings } = await check(hostWith(given));

    const removed = findings
      .flatMap(({ advice }) => commandsOf(advice))
      .flatMap((command) => /^rm (\S+)$/.exec(command)?.[1] ?? []);
    const isGood = (path: string) => given.files[path === first ? 0 : 1] !== text;
    const other = (path: string) => (path === first ? second : first);
    for (const path of removed) {
      expect([...given.packaged, ...given.used]).not.toContain(path);
      expect(isGood(path) && !isGood(other(path))).toBe(false);
    }
  });

  it.each(
    titled.filter(
      ([
        ,
        {
          files: [one, two],
        },
      ]) => one === text && two !== text,
    ),
  )('%s: the first command for the broken one makes the runtime start', async (_, given) => {
    const host = hostWith(given);
    const [command] = commandsOf(adviceOn(await check(host), 'shim-cannot-start'));
    expect(command).toBeDefined();
    if (command === undefined || command.startsWith('apt-get ')) return;
    expect((await resolve(host, name)).available).toBe(false);

    follow(host, command);

    expect((await resolve(host, name)).available).toBe(true);
    const plan = parsed<Plan>(await host.run(['plan', 'restart', '--json']));
    expect(plan.containers.filter(({ reason }) => reason === 'shim-file-missing')).toEqual([]);
  });

  it('the finding about the hidden one sends its reader to the broken one', async () => {
    const answer = await check(hostWith({ files: [text, elf()], packaged: [], used: [] }));

    expect(adviceOn(answer, 'shim-shadowed')).toEqual([
      { text: `Keep "${second}", which would start, and follow the advice of shim-cannot-start about "${first}"` },
    ]);
    expect(answer.findings.find(({ code }) => code === 'shim-cannot-start')?.message).toMatch(
      /It hides "\/usr\/bin\/containerd-shim-kata-v2", which would start$/,
    );
  });

  it('a package that has the second one is followed by a link, which a running containerd needs', async () => {
    const host = hostWith({ files: [elf(), program], packaged: [second], used: [] });
    const [command = ''] = commandsOf(adviceOn(await check(host), 'shim-shadowed'));

    expect(command).toBe(`ln -sf ${second} ${first}`);
    follow(host, command);
    expect(adviceOn(await check(host), 'shim-shadowed')).toEqual([]);
    expect((await resolve(host, name)).available).toBe(true);
  });

  it('a file that another containerd runs stays', async () => {
    const host = newHost().running().put(first, elf(), 0o755).put(second, program, 0o755);
    const argv = [second, '-namespace', 'k8s.io', '-id', 'pod', '-address', '/run/k3s/containerd/containerd.sock'];
    host
      .put('/var/lib/dpkg/status', 'Package: base\nStatus: install ok installed\nVersion: 1\n')
      .process(700, { argv });

    const answer = await check(host);

    expect(commandsOf(adviceOn(answer, 'shim-shadowed'))).toEqual([]);
    expect(answer.findings.find(({ code }) => code === 'shim-shadowed')?.message).toMatch(/^New containers do not use/);
  });

  it('a file that a configuration names by its path is not called unused', async () => {
    const host = newHost().running().put(first, elf(), 0o755).put(second, program, 0o755);
    host.daemonJson({ runtimes: { kata: { runtimeType: second } } });

    expect((await check(host)).findings.map(({ code }) => code)).not.toContain('shim-shadowed');
  });

  it('a file that may be of a package is not removed by a command', async () => {
    const host = newHost().running().put(first, elf(), 0o755).put(second, program, 0o755);

    expect(adviceOn(await check(host), 'shim-shadowed')).toEqual([
      { text: `Remove "${second}" if no package has it: containerd does not use it` },
    ]);
  });
});

describe('one fault has one list of remedies', () => {
  it.each<[string, (host: CaseHost) => unknown]>([
    ['a text that hides a program', (host) => host.put(`/${binary}`, 'abc\n').program(first)],
    ['a text that hides a program on PATH', (host) => host.put(first, text, 0o755).program(second)],
    ['a text of a package', (host) => host.put(first, text, 0o755).package('kata', '1', first)],
    ['a text alone', (host) => host.put(first, text, 0o755)],
    ['a directory that hides a program', (host) => host.program(`/${binary}/x`, second)],
    [
      'a text that containers run',
      (host) => {
        host.put(first, text, 0o755).program(second);
        startContainer(host, { id: 'web', shim: 500, init: 600, shimPath: first });
      },
    ],
  ])('%s: in check, list, resolve and handlers', async (_, make) => {
    const host = newHost().running();
    make(host);
    const handler = 'version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.k]\n';
    host.put('/etc/containerd/config.toml', `${handler}runtime_type = "${name}"\n`);

    const finding = adviceOn(await check(host), 'shim-cannot-start');

    expect(finding.length).toBeGreaterThan(0);
    expect((await resolve(host, name)).advice).toEqual(finding);
    expect((await resolve(host, name, '--client=containerd')).advice).toEqual(finding);
    expect((await resolve(host, 'k', '--client=cri')).advice).toEqual(finding);
    expect(runtimeOf(await list(host), name)?.advice).toEqual(finding);
    expect(commandsOf(finding).join('\n')).not.toMatch(/chmod/);
  });
});
