import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { Programs } from '../../../src/sources/provenance/programs.ts';
import { forVerdict, inBackground } from '../../../src/sources/provenance/read-program.ts';
import { elfWithSections } from './elf-sections.ts';

let root: string;
let files: HostFiles;
let programs: Programs;
const shim = '/usr/bin/containerd-shim-a-v1';

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'shimdex-programs-'));
  files = new HostFiles(root);
  programs = new Programs(files, () => {});
});

afterEach(async () => {
  await programs.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string | Buffer): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), content, { mode: 0o755 });
}

function digest(algorithm: string, content: string): string {
  return createHash(algorithm).update(content).digest('hex');
}

function installPackage(content: string): void {
  write('/var/lib/dpkg/info/shims.list', `${shim}\n`);
  write('/var/lib/dpkg/info/shims.md5sums', `${digest('md5', content)}  ${shim.slice(1)}\n`);
  write('/var/lib/dpkg/status', 'Package: shims\nStatus: install ok installed\nVersion: 1.4-2\n');
}

const fact = () => programs.known().get(shim);

it('Programs knows nothing before it has read, and everything afterwards', async () => {
  write(shim, '#!/bin/sh\n');

  expect(fact()).toBeUndefined();
  await programs.want(new Set([shim]));

  expect(fact()).toMatchObject({
    size: 10,
    mode: 0o755,
    format: { kind: 'script', interpreter: '/bin/sh' },
    digests: { sha256: digest('sha256', '#!/bin/sh\n') },
  });
});

it.each([
  [true, ['task-v2', 'read-runtime-options', 'runc-v2']],
  [false, ['task-v2']],
])('Programs searches names after texts, if the texts leave them needed (%s)', async (areNeeded, patterns) => {
  const asked: (readonly string[])[] = [];
  const reading = forVerdict((texts) => {
    asked.push(texts.patterns);
    return areNeeded;
  });
  const quick = new Programs(files, () => {}, undefined, reading);
  write(
    shim,
    elfWithSections([
      { name: '.dynstr', bytes: Buffer.from('\0ReadRuntimeOptions\0') },
      { name: '.rodata', bytes: Buffer.from('containerd.task.v2.Task') },
      { name: '.gopclntab', bytes: Buffer.from('\0cmd/containerd-shim-runc-v2\0') },
    ]),
  );

  await quick.want(new Set([shim]));

  expect(asked).toEqual([['task-v2']]);
  expect(quick.known().get(shim)?.patterns).toEqual(patterns);
  await quick.stop();
});

it('Programs looks for the strings of shims in shims only, also in a program that becomes one', async () => {
  const content = '#!/bin/sh\n# containerd.task.v3.Task\n';
  write(shim, content);
  await programs.want(new Set([shim]), new Set());
  expect(fact()).toMatchObject({ patterns: [], digests: { sha256: digest('sha256', content) } });

  await programs.want(new Set([shim]), new Set([shim]));

  expect(fact()).toMatchObject({ patterns: ['task-v3'], digests: { sha256: digest('sha256', content) } });
});

it('Programs reads nothing again that has not changed', async () => {
  installPackage('one');
  write(shim, 'one');
  await programs.want(new Set([shim]));
  const opened = vi.spyOn(files, 'openSlowly');
  const read = vi.spyOn(files, 'readFile');

  await programs.want(new Set([shim]));

  expect(opened).not.toHaveBeenCalled();
  expect(read).not.toHaveBeenCalled();
});

it('Programs does not show facts about an older content', async () => {
  write(shim, 'one');
  await programs.want(new Set([shim]));
  write(shim, 'two');

  expect(fact()).toBeUndefined();
  await programs.want(new Set([shim]));

  expect(fact()?.digests.sha256).toBe(digest('sha256', 'two'));
});

it('Programs reads a content again only for a digest that a new package records', async () => {
  write(shim, 'one');
  await programs.want(new Set([shim]));
  installPackage('one');
  await programs.want(new Set([shim]));
  expect(fact()).toMatchObject({ package: { name: 'shims' }, digests: { md5: digest('md5', 'one') } });
  const opened = vi.spyOn(files, 'openSlowly');
  installPackage('another');
  await programs.want(new Set([shim]));

  expect(fact()?.package?.recorded?.digest).toBe(digest('md5', 'another'));
  expect(opened.mock.calls.filter(([path]) => path === shim)).toEqual([]);
});

it('Programs does not read a sparse file of a terabyte', async () => {
  write(shim, '\x7fELF');
  fs.truncateSync(join(root, shim), 1024 ** 4);
  await programs.want(new Set([shim]));

  expect(fact()).toMatchObject({ size: 1024 ** 4, digests: {}, fault: { kind: 'too-large' } });
});

it('Programs does not wait for a FIFO that somebody puts in the place of a shim', async () => {
  spawnSync('mkfifo', ['-m', '755', join(root, 'fifo')]);
  write(shim, 'one');
  const reading = programs.want(new Set([shim]));
  fs.renameSync(join(root, 'fifo'), join(root, shim));

  await reading;

  expect(fact()).toBeUndefined();
});

it('Programs reports a program whose end is missing, with its digest', async () => {
  const whole = elfWithSections([{ name: '.text', bytes: Buffer.alloc(5000) }]);
  write(shim, whole.subarray(0, 3000));
  await programs.want(new Set([shim]));

  expect(fact()).toMatchObject({ fault: { kind: 'cut-off' }, digests: { sha256: expect.any(String) } });
});

it('Programs gives up on a file that changes whenever it is read', async () => {
  write(shim, 'x'.repeat(2_000_000));
  const open = files.openSlowly.bind(files);
  vi.spyOn(files, 'openSlowly').mockImplementation((path, use) =>
    open(path, (file) =>
      use({
        ...file,
        fill: (buffer, position) => {
          fs.appendFileSync(join(root, shim), 'x');
          return file.fill(buffer, position);
        },
      }),
    ),
  );
  await programs.want(new Set([shim]));
  await programs.want(new Set([shim]));

  expect(fact()).toMatchObject({ digests: {}, fault: { kind: 'changing' } });
  expect(files.openSlowly).toHaveBeenCalledTimes(3);
});

it('Programs reads a file again some time after it changed whenever it was read, without being asked', async () => {
  write(shim, 'x'.repeat(2_000_000));
  const open = files.openSlowly.bind(files);
  const opened = vi.spyOn(files, 'openSlowly').mockImplementation((path, use) =>
    open(path, (file) => {
      if (opened.mock.calls.length <= 3) fs.appendFileSync(join(root, shim), 'x');
      return use(file);
    }),
  );
  const onNews = vi.fn();
  const others = new Programs(files, onNews, undefined, { ...inBackground, changingMs: 1500 });
  onTestFinished(() => others.stop());
  const fault = () => others.known().get(shim)?.fault;
  await others.want(new Set([shim]));
  expect(fault()).toMatchObject({ kind: 'changing' });

  await vi.waitFor(() => expect(fault()).toBeUndefined(), { timeout: 5000 });
  await vi.waitFor(() => expect(onNews).toHaveBeenCalledTimes(2));
});

it('Programs calls back when it knows more, and stops in the middle', async () => {
  write(shim, 'one');
  const onNews = vi.fn();
  const others = new Programs(files, onNews);
  await others.want(new Set([shim]));
  expect(onNews).toHaveBeenCalledTimes(1);

  write(shim, 'two');
  const reading = others.want(new Set([shim]));
  await others.stop();
  await reading;

  expect(others.known().size).toBe(0);
});

it('Programs reads the program that a process runs after its file was replaced', async () => {
  const path = join(root, 'daemon');
  fs.copyFileSync('/bin/sleep', path);
  const daemon = spawn(path, ['600']);
  onTestFinished(() => void daemon.kill());
  await once(daemon, 'spawn');
  write('/next', 'another');
  fs.renameSync(join(root, 'next'), path);
  const running = `/proc/${daemon.pid}/exe`;
  const live = new Programs(new HostFiles('/'), () => {});

  await live.want(new Set([running]));

  expect(live.known().get(running)?.digests.sha256).toBe(
    createHash('sha256').update(fs.readFileSync('/bin/sleep')).digest('hex'),
  );
  await live.stop();
});
