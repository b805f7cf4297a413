import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import process from 'node:process';
import { expect, it } from 'vitest';
import { elf } from '../cases/elf.ts';
import { type CaseHost, newHost } from '../cases/host.ts';
import { startContainer } from '../cases/running.ts';
import { outcomeOf, program } from '../cli/run-shimdex.ts';

const terabyte = 1024 ** 4;
const shimDirectory = '/usr/bin';

/** A host full of programs, each of which would leave a mark if somebody executed it. */
function markedHost(): CaseHost {
  const host = newHost().running();
  const script = `#!/bin/sh\n: > '${host.at('executed')}'\n`;
  const programs = [
    '/usr/bin/containerd',
    '/usr/bin/dockerd',
    '/usr/bin/runc',
    '/usr/bin/crun',
    '/opt/kata/containerd-shim-kata-v2',
    ...['runc-v2', '$(reboot)-v1', 'a;id-v1', 'b`id`-v1'].map((name) => `${shimDirectory}/containerd-shim-${name}`),
  ];
  for (const path of programs) host.put(path, script, 0o755);
  copyFileSync('/bin/true', host.at(`${shimDirectory}/containerd-shim-real-v1`));
  host.link('/bin/sh', `${shimDirectory}/containerd-shim-link-v1`);
  host.put(`${shimDirectory}/containerd-shim-cut-v1`, elf({ needed: ['libc.so.6'] }).subarray(0, 90), 0o755);
  host.put(`${shimDirectory}/containerd-shim-huge-v1`, '#!/usr/bin/runc\n', 0o755);
  truncateSync(host.at(`${shimDirectory}/containerd-shim-huge-v1`), terabyte);
  execFileSync('mkfifo', ['-m', '755', host.at(`${shimDirectory}/containerd-shim-fifo-v1`)]);
  host.daemonJson({
    runtimes: {
      crun: { path: '/usr/bin/crun', runtimeArgs: ['--debug'] },
      kata: { runtimeType: '/opt/kata/containerd-shim-kata-v2' },
      named: { runtimeType: 'io.containerd.$(reboot).v1' },
    },
  });
  startContainer(host, { id: 'web', shim: 500, init: 501, files: { runtime: '/usr/bin/crun' } });
  return host;
}

/** The programs that a command asks the kernel to execute, whether that succeeds or not. */
async function executed(host: CaseHost, args: readonly string[]): Promise<readonly string[]> {
  const log = host.at(`strace-${args.join('-').replaceAll('/', '')}`);
  const options = ['-f', '-qq', '--seccomp-bpf', '-e', 'trace=execve,execveat', '-o', log];
  const command = [process.execPath, program, ...args, '--root', host.root, '--docker-socket', 'none'];
  const traced = spawn('strace', [...options, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  // strace -f begins each line with the process.
  const end = () => process.kill(Number(/^\d+/.exec(readFileSync(log, 'utf8'))?.[0]), 'SIGTERM');
  if (args.includes('--watch')) traced.stdout.once('data', end);
  const { status, stdout, stderr } = await outcomeOf(traced);
  expect([0, 1, 3], stderr).toContain(status);
  expect(stdout).not.toBe('');
  const lines = readFileSync(log, 'utf8').split('\n');
  return lines.filter((line) => /\bexecve(?:at)?\(/.test(line)).map((line) => /"([^"]*)"/.exec(line)?.[1] ?? line);
}

it('no command executes anything that it finds on the host', async () => {
  const host = markedHost();
  const commands = [
    ['list', '--all', '--json'],
    ['check', '--json'],
    ['list', '--all', '--watch'],
    ['ps', '--json'],
    ['plan', 'restart'],
    ['export', 'prometheus'],
    ['handlers', '--json'],
    ['resolve', 'kata', '--client', 'all'],
  ];

  for (const args of commands) expect([args, await executed(host, args)]).toEqual([args, [process.execPath]]);

  expect(existsSync(host.at('executed'))).toBe(false);
}, 120_000);
