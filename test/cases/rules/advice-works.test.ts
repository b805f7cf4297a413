import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type AdviceJson, resolve } from '../answers.ts';
import { elf } from '../elf.ts';
import { type CaseHost, newHost, servicePath } from '../host.ts';

/** Does to the host what a user does who follows the advice. */
function follow(host: CaseHost, { command = '', file, snippet }: AdviceJson): void {
  if (file?.endsWith('/daemon.json') && snippet !== undefined) mergeJson(host.at(file), snippet);
  if (file?.endsWith('/path.conf') && snippet !== undefined) {
    const path = /^Environment="PATH=(.*)"$/m.exec(snippet)?.[1];
    writeFileSync(host.at('/proc/200/environ'), `PATH=${path}\0`);
  }
  const [verb, first = '', second = '', third = '', fourth = ''] = wordsOf(command);
  if (verb === 'install') copyFileSync(host.at(third), host.at(fourth));
  if (verb === 'ln') symlinkSync(second, host.at(third));
  if (verb === 'chmod') chmodSync(host.at(second), Number.parseInt(first, 8));
  if (verb === 'sed') execFileSync('sed', [first, second, host.at(third)]);
  if (verb === 'rm') rmSync(host.at(first));
}

/** The words of a command as a shell reads them. */
function wordsOf(command: string): string[] {
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${command.split(' && ')[0]}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

function mergeJson(file: string, snippet: string): void {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const added = JSON.parse(snippet);
  writeFileSync(file, JSON.stringify({ ...before, runtimes: { ...before.runtimes, ...added.runtimes } }));
}

const shim = '/usr/local/bin/containerd-shim-a-v1';
const kata = '/opt/kata/bin/containerd-shim-kata-v2';
const kataName = 'io.containerd.kata.v2';

interface Case {
  readonly title: string;
  readonly name: string;
  readonly make: (host: CaseHost) => unknown;
  /** Which piece of advice is followed; the first by default. */
  readonly which?: number;
}

const cases: readonly Case[] = [
  { title: 'the link into a directory of PATH', name: kataName, make: (host) => host.program(kata) },
  {
    title: 'the link to a path with a blank and a quote',
    name: kataName,
    make: (host) => host.program("/opt/it's mine/bin/containerd-shim-kata-v2"),
  },
  {
    title: 'the copy of a file in the home of a user',
    name: kataName,
    make: (host) => host.program('/home/ann/bin/containerd-shim-kata-v2'),
  },
  {
    title: 'the path of an OCI runtime instead of runtimeType',
    name: 'crun',
    make: (host) => host.program('/usr/bin/crun').daemonJson({ runtimes: { crun: { runtimeType: '/usr/bin/crun' } } }),
  },
  {
    title: 'the type of the shim that is installed',
    name: 'g',
    make: (host) =>
      host
        .program('/usr/local/bin/containerd-shim-runsc-v1')
        .daemonJson({ runtimes: { g: { runtimeType: 'io.containerd.gvisor.v1' } } }),
  },
  { title: 'the drop-in with the whole PATH', name: kataName, make: (host) => host.program(kata), which: 1 },
  { title: 'chmod of a shim', name: 'io.containerd.a.v1', make: (host) => host.put(shim, elf(), 0o644) },
  {
    title: 'chmod of an OCI runtime',
    name: 'crun',
    make: (host) =>
      host.put('/usr/bin/crun', elf(), 0o644).daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } }),
  },
  {
    title: 'sed for a script with carriage returns',
    name: 'io.containerd.a.v1',
    make: (host) => host.program('/bin/sh').put(shim, '#!/bin/sh\r\nexit 0\r\n', 0o755),
  },
  { title: 'the entry of an OCI runtime', name: 'crun', make: (host) => host.program('/usr/bin/crun') },
  {
    title: 'the entry of an OCI runtime in a file that has others',
    name: 'crun',
    make: (host) => host.program('/opt/crun/bin/crun').daemonJson({ debug: true, runtimes: { x: { path: 'runc' } } }),
  },
  {
    title: 'the entry without a blank',
    name: 'crun',
    make: (host) => host.program('/usr/bin/crun').daemonJson({ runtimes: { crun: { path: '/usr/bin/crun ' } } }),
  },
  {
    title: 'the entry with runtimeArgs',
    name: 'crun',
    make: (host) => host.program('/usr/bin/crun').daemonJson({ runtimes: { crun: { path: '/usr/bin/crun --x y' } } }),
  },
  {
    title: 'the entry with the path that is there',
    name: 'crun',
    make: (host) => host.program('/usr/local/bin/crun').daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } }),
  },
  {
    title: 'runtimeType instead of a management tool',
    name: 'kata',
    make: (host) =>
      host
        .program('/usr/bin/kata-runtime', '/usr/bin/containerd-shim-kata-v2')
        .daemonJson({ runtimes: { kata: { path: '/usr/bin/kata-runtime' } } }),
  },
];

it.each(cases)('$title makes the runtime available', async ({ name, make, which = 0 }) => {
  const host = newHost().running();
  make(host);
  const { available, advice = [] } = await resolve(host, name);
  expect(available).toBe(false);

  const chosen = advice[which];
  expect(chosen).toBeDefined();
  if (chosen !== undefined) follow(host, chosen);

  expect((await resolve(host, name)).available).toBe(true);
});

it('the PATH to write replaces a variable that systemd does not expand', async () => {
  const host = newHost().running();
  writeFileSync(host.at('/proc/200/environ'), 'PATH=/opt/x/bin:$PATH\0');
  const outcome = await host.run(['check', '--json']);
  const { findings } = JSON.parse(outcome.stdout);
  const relative = findings.find(({ code }: { code: string }) => code === 'search-path-relative');

  follow(host, relative.advice[0]);

  expect(readFileSync(host.at('/proc/200/environ'), 'utf8')).toBe(`PATH=/opt/x/bin:${servicePath}\0`);
  expect((await resolve(host, 'runc')).available).toBe(true);
});
