import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import process from 'node:process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { program } from '../cli/run-shimdex.ts';
import { advised, check, findingsAbout, list, resolve, runtimeOf, words } from './answers.ts';
import { elf, otherMachine, ownMachine } from './elf.ts';
import { type CaseHost, newHost } from './host.ts';

const shim = '/usr/bin/containerd-shim-a-v1';
const withShim = (content: string | Buffer, mode = 0o755): CaseHost => newHost().running().put(shim, content, mode);
const x86Name = /x86[-_]64|amd64/;
const armName = /aarch64|arm64/;
const ownMachineName = ownMachine === 62 ? x86Name : armName;
const otherMachineName = ownMachine === 62 ? armName : x86Name;

/** A program that does not start, and the words that name the cause. */
interface Broken {
  readonly title: string;
  readonly content: string | Buffer;
  readonly causes: readonly RegExp[];
}

const notAProgram = /not a program|first bytes|exec format error/;

const broken: readonly Broken[] = [
  {
    title: 'a script whose interpreter is missing',
    content: '#!/usr/bin/nothere\n',
    causes: [/\/usr\/bin\/nothere/, /missing|not there|does not exist/],
  },
  {
    title: 'a script whose first line ends in CR',
    content: '#!/bin/sh\r\nexit 0\r\n',
    causes: [/\\r|carriage return|CRLF/i],
  },
  { title: 'a script that begins with a BOM', content: '\ufeff#!/bin/sh\n', causes: [/BOM|byte order mark/i] },
  {
    title: 'a script whose interpreter has a blank in its path',
    content: '#! /opt/no such/sh\n',
    causes: [/\/opt\/no/],
  },
  { title: 'a script whose env is missing', content: '#!/usr/bin/env bash\n', causes: [/\/usr\/bin\/env/] },
  { title: 'text without a first line of a script', content: 'hello\n', causes: [notAProgram] },
  { title: 'an empty file', content: '', causes: [/empty/i] },
  { title: 'an archive', content: gzipSync('x'), causes: [/gzip archive/, /[Uu]npack it/] },
  { title: 'a Debian package', content: '!<arch>\ndebian-binary   ', causes: [/Debian package/, /[Uu]npack it/] },
  {
    title: 'a page of a failed download',
    content: '<!DOCTYPE html>\n<html><body>Not Found</body></html>\n',
    causes: [/web page/, /[Dd]ownload the program again/],
  },
  {
    title: 'a program of macOS',
    content: Buffer.from('cffaedfe07000001', 'hex'),
    causes: [/program of macOS/, /for Linux/],
  },
  { title: 'a program of Windows', content: 'MZ\x90\0\x03\0', causes: [/program of Windows/, /for Linux/] },
  {
    title: 'an ELF file whose loader is missing',
    content: elf({ interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.musl-x86_64.so.1'] }),
    causes: [/\/lib\/ld-musl-x86_64\.so\.1/, /loader|interpreter/],
  },
  {
    title: 'an ELF file for another machine',
    content: elf({ machine: otherMachine }),
    causes: [otherMachineName, ownMachineName],
  },
  { title: 'an ELF file for RISC-V', content: elf({ machine: 243 }), causes: [/risc-?v/i] },
  {
    title: 'an ELF file that is cut off',
    content: elf().subarray(0, 20),
    causes: [/cut off|truncated|first bytes|exec format error|not a program/],
  },
  { title: 'a Windows program', content: Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), causes: [notAProgram] },
  { title: 'a macOS program', content: Buffer.from('cffaedfe07000001', 'hex'), causes: [notAProgram] },
  { title: 'a page of HTML', content: '<!DOCTYPE html>\n<html>', causes: [notAProgram] },
];

describe.each(broken)('$title', ({ content, causes }) => {
  it('check names the cause for a shim', async () => {
    const findings = findingsAbout(await check(withShim(content)), shim);

    const text = words(findings);
    for (const cause of causes) expect(text).toMatch(cause);
    expect(text).not.toMatch(/chmod/);
  });

  it('resolve names the cause for an OCI runtime', async () => {
    const host = newHost().running().put('/usr/bin/crun', content, 0o755);
    host.daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });

    const { status, ...resolution } = await resolve(host, 'crun');

    expect(status).toBe(1);
    const text = words([resolution.unavailable, resolution.advice]);
    for (const cause of causes) expect(text).toMatch(cause);
  });
});

it('the loader for another libc is named with the C library it belongs to or the package', async () => {
  const content = elf({ interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libc.musl-x86_64.so.1'] });

  expect(advised(await resolve(withShim(content), 'io.containerd.a.v1'))).toMatch(/musl/);
});

it('a script whose interpreter is itself broken is not available', async () => {
  const host = withShim('#!/usr/bin/python3\n').put('/usr/bin/python3', '', 0o644);

  expect((await resolve(host, 'io.containerd.a.v1')).available).toBe(false);
});

it('a script whose interpreter is there is available', async () => {
  const host = withShim('#!/bin/sh\n').program('/bin/sh');

  expect((await resolve(host, 'io.containerd.a.v1')).available).toBe(true);
});

it('chmod is advised only where a mode bit is missing', async () => {
  const host = withShim(elf(), 0o644);

  expect(words(findingsAbout(await check(host), shim))).toMatch(/chmod/);
});

it('resolve advises chmod with the path of an OCI runtime that has no mode bit', async () => {
  const host = newHost().running().put('/usr/bin/crun', elf(), 0o644);
  host.daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });

  const { advice = [] } = await resolve(host, 'crun');

  expect(words(advice)).toMatch(/chmod/);
  expect(words(advice)).toContain('/usr/bin/crun');
});

it('a shim that is a link to nothing is named with its target', async () => {
  const host = newHost().running().link('/opt/gone/containerd-shim-a-v1', shim);

  expect(words(findingsAbout(await check(host), shim))).toContain('/opt/gone/containerd-shim-a-v1');
});

it('a directory that the user of containerd may not enter is named', async () => {
  const host = newHost().base().put('/srv/bin/containerd-shim-b-v1', elf(), 0o755);
  host.process(200, { argv: ['/usr/bin/containerd'], environ: { PATH: '/usr/bin:/srv/bin' }, uid: 1000 });
  host.socket(200, '/run/containerd/containerd.sock');
  chmodSync(host.at('/srv/bin'), 0o700);

  const text = words(await check(host));

  expect(text).toContain('/srv/bin');
  expect(text).toMatch(/permission denied|may not/i);
});

describe.runIf(process.getuid?.() === 0)('a file system that is mounted noexec', () => {
  /** Runs shimdex in a mount namespace of its own, with `directory` on a file system that is mounted noexec. */
  async function onNoexec(host: CaseHost, directory: string, file: string, args: readonly string[]): Promise<string> {
    const script = [
      'mkdir -p "$1"',
      'mount -t tmpfs -o noexec,mode=755 x "$1"',
      'mkdir -p "$(dirname "$2")"',
      'cp "$3" "$2"',
      'shift 3',
      '"$@" || true',
    ].join(' && ');
    const command = [process.execPath, program, ...args, '--root', host.root, '--docker-socket=none'];
    const files = [host.at(directory), host.at(file), host.at('/usr/bin/runc')];
    const run = promisify(execFile)('unshare', ['-m', 'sh', '-c', script, 'sh', ...files, ...command]);
    return (await run).stdout;
  }

  it.each([
    ['/opt', '/opt/containerd/bin/containerd-shim-b-v1'],
    ['/usr/local', '/usr/local/bin/containerd-shim-b-v1'],
  ])('check names %s as the mount of %s, and does not advise chmod', async (directory, file) => {
    const stdout = await onNoexec(newHost().running(), directory, file, ['check', '--json']);

    const text = words(findingsAbout(JSON.parse(stdout), file));
    expect(text).toMatch(/noexec/);
    expect(text).toMatch(new RegExp(`${directory}(?![/\\w])`));
    expect(text).not.toMatch(/chmod/);
  });

  it('resolve names it for an OCI runtime', async () => {
    const host = newHost()
      .running()
      .daemonJson({ runtimes: { crun: { path: '/srv/x/crun' } } });

    const stdout = await onNoexec(host, '/srv', '/srv/x/crun', ['resolve', '--json', 'crun']);

    expect(JSON.parse(stdout).available).toBe(false);
    expect(stdout).toMatch(/noexec/);
    expect(stdout).not.toMatch(/chmod/);
  });
});

it('a broken shim that no configured runtime needs leaves the others alone', async () => {
  const answer = await list(withShim('#!/usr/bin/nothere\n'));

  expect(runtimeOf(answer, 'runc')).toMatchObject({ available: true });
});
