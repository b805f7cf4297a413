import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exitFailure } from '../../../src/core/containerd/exit-failure.ts';
import { explainExecution } from '../../../src/sources/executables/faults/explain-execution.ts';
import { elfFile, emptyTree, type Tree } from '../../sources/executables/faults/tree.ts';

const user = { uid: 0, gid: 0, groups: [] };
const LOADER = '/lib64/ld-linux-x86-64.so.2';
const LIBC = '/lib/x86_64-linux-gnu/libc.so.6';
/** What chroot(1) prints for each error of execve(2), which it calls through execvp(3). */
const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  // execvp(3) then executes /bin/sh with the file as its argument; /bin/sh is echo here.
  ENOEXEC: '/x\n',
  EACCES: 'Permission denied',
  ELOOP: 'Too many levels of symbolic links',
  EIO: 'Input/output error',
  ELIBBAD: 'Accessing a corrupted shared library',
};

/** What executing a file in the tree really prints. */
function execute(tree: Tree, path = '/x'): string {
  const ran = spawnSync('chroot', [tree.root, path], {
    encoding: 'utf8',
    env: { PATH: '/bin:/usr/sbin:/usr/bin' },
    timeout: 5000,
  });
  return `${ran.stdout}${ran.stderr}`;
}

const canRun = process.getuid?.() === 0 && process.arch === 'x64' && existsSync(LOADER) && existsSync(LIBC);

/** Needs root for chroot(2), and glibc where Debian has it; elsewhere the tests of the reader are all there is. */
describe.runIf(canRun)('what executing a file really prints', () => {
  const contents: [string, string | Buffer, number?][] = [
    ['missing interpreter', '#!/no/such\n'],
    ['carriage return', '#!/bin/sh\r\necho\r\n'],
    ['byte order mark', '\ufeff#!/bin/sh\n'],
    ['text', 'echo\n'],
    ['empty file', ''],
    ['other bytes', Buffer.from([1, 2, 3, 0, 5])],
    ['line without a name', '#! \n'],
    ['line that is too long', `#!/${'a'.repeat(400)}\n`],
    ['itself as the interpreter', '#!/x\n'],
    ['interpreter that is a directory', '#!/bin\n'],
    ['interpreter that is a text', '#!/text\n'],
    ['interpreter without a loader', '#!/noloader\n'],
    ['foreign machine', elfFile({ machine: 183 })],
    ['other byte order', elfFile({ machine: 22, little: false })],
    ['object file', elfFile({ type: 1 })],
    ['cut off header', elfFile({}).subarray(0, 40)],
    ['cut off program headers', elfFile({}).subarray(0, 70)],
    ["musl's loader", elfFile({ loader: '/lib/ld-musl-x86_64.so.1' })],
    ['loader that is a script', elfFile({ loader: '/script' })],
    ['loader that is too short', elfFile({ loader: '/text' })],
    ['not executable', '#!/bin/sh\n', 0o644],
  ];
  it.each(contents)('explainExecution() has the error of execve(2): %s', (_, content, mode) => {
    const tree = emptyTree();
    for (const path of [LOADER, LIBC]) tree.put(path, null);
    tree.put('/bin/sh', readFileSync('/bin/echo'));
    tree.put('/text', 'echo\n');
    tree.put('/script', `#!/bin/sh\n${'# long enough for an ELF header\n'.repeat(4)}`);
    tree.put('/noloader', elfFile({ loader: '/no/loader' }));
    tree.put('/x', content, mode);

    const fault = explainExecution(tree.files, '/x', { user });

    expect(execute(tree)).toContain(TEXTS[fault?.errno ?? ''] ?? 'no error was expected');
  });

  it.each(['/bin/sh', '/usr/bin/tar', '/usr/bin/mount', '/usr/bin/ls'])(
    'explainExecution() names the library that the loader misses, one after another: %s',
    (program) => {
      const tree = emptyTree();
      tree.put(LOADER, null);
      tree.put(program, null);

      for (let round = 0; round < 12; round++) {
        const fault = explainExecution(tree.files, program, { user });
        const printed = execute(tree, program);
        const missed = /loading shared libraries: (\S+): cannot open/.exec(printed)?.[1];
        const { library } = fault?.kind === 'missing-library' ? fault : {};
        expect(library).toBe(missed);
        if (missed === undefined) break;
        tree.put(`/lib/x86_64-linux-gnu/${missed}`, null);
      }
    },
  );

  it('explainExecution() names a mount with noexec, also for the interpreter', () => {
    const tree = emptyTree();
    for (const path of [LOADER, LIBC]) tree.put(path, null);
    mkdirSync(join(tree.root, 'm'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'noexec', 'none', join(tree.root, 'm')]);
    onTestFinished(() => void spawnSync('umount', [join(tree.root, 'm')]));
    tree.put('/m/sh', readFileSync('/bin/sh'));
    tree.put('/x', '#!/m/sh\n');

    expect(explainExecution(tree.files, '/m/sh', { user })).toMatchObject({ kind: 'noexec', errno: 'EACCES' });
    expect(explainExecution(tree.files, '/x', { user })).toMatchObject({ cause: { kind: 'noexec' }, errno: 'EACCES' });
    expect([execute(tree, '/m/sh'), execute(tree)]).toEqual([
      expect.stringContaining('Permission denied'),
      expect.stringContaining('Permission denied'),
    ]);
  });

  it.each([
    ['ends the search of env', 'loop', "'sh': Too many levels of symbolic links"],
    ['may not be executed', 'plain', "'sh': Permission denied"],
  ])('explainExecution() names what %s', (_, first, printed) => {
    const tree = emptyTree();
    for (const path of ['/usr/bin/env', LOADER, LIBC]) tree.put(path, null);
    if (first === 'loop') tree.put('/usr/sbin/sh', readFileSync('/bin/sh'));
    tree.put('/plain/sh', readFileSync('/bin/sh'), 0o644);
    symlinkSync('loop', join(tree.root, 'loop'));
    symlinkSync(first, join(tree.root, 'bin'));
    tree.put('/x', '#!/usr/bin/env sh\n');

    expect(explainExecution(tree.files, '/x', { user, searchPath: '/bin:/usr/sbin:/usr/bin' })).toMatchObject({
      refusal: { errno: first === 'loop' ? 'ELOOP' : 'EACCES', path: '/bin/sh' },
    });
    expect(execute(tree)).toContain(printed);
  });

  it.each<[string, string | Buffer]>([
    ['a script without its interpreter', '#!/no/such\n'],
    ['a script with a carriage return', '#!/bin/sh\r\n'],
    ['a program without its loader', elfFile({ loader: '/no/loader' })],
    ['a script whose interpreter may not be executed', '#!/plain/sh\n'],
    ['a script whose interpreter is a directory', '#!/plain\n'],
    ['a script for env whose program is not there', '#!/usr/bin/env nope\n'],
    ['a script that it executes', '#!/bin/sh\n'],
    ['a text, which it gives to a shell', 'echo\n'],
    ['a script whose interpreter is a text', '#!/text\n'],
  ])('explainExecution() knows how it ends when env finds %s, also before another one', (_, content) => {
    const tree = emptyTree();
    for (const path of ['/usr/bin/env', LOADER, LIBC]) tree.put(path, null);
    tree.put('/bin/sh', readFileSync('/bin/echo'));
    tree.put('/plain/sh', readFileSync('/bin/echo'), 0o644);
    tree.put('/text', 'echo\n');
    tree.put('/x', '#!/usr/bin/env prog\n');
    tree.put('/bin/prog', content);
    const explain = () => explainExecution(tree.files, '/x', { user, searchPath: '/bin:/usr/sbin:/usr/bin' });
    const explore = { elsewhere: () => [], misspelled: () => [], explain, readLink: () => undefined };

    const alone = [exitFailure('/x', explore)?.message, execute(tree)];
    tree.put('/usr/sbin/prog', readFileSync('/bin/echo'));
    const before = [exitFailure('/x', explore)?.message, execute(tree)];

    for (const [foretold, printed] of [alone, before]) expect(printed).toMatch(foretold ?? /^[^:]*\n$/);
  });

  it('explainExecution() names the program that env does not find', () => {
    const tree = emptyTree();
    for (const path of ['/usr/bin/env', LOADER, LIBC]) tree.put(path, null);
    tree.put('/x', '#!/usr/bin/env nope\n');

    expect(explainExecution(tree.files, '/x', { user, searchPath: '/bin:/usr/bin' })).toMatchObject({
      program: 'nope',
    });
    expect(execute(tree)).toContain('nope');
  });
});
