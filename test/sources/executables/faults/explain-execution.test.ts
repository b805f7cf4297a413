import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainExecution } from '../../../../src/sources/executables/faults/explain-execution.ts';
import { HostFiles } from '../../../../src/sources/host-files.ts';
import { elfFile, emptyTree, type Tree } from './tree.ts';

const root = { uid: 0, gid: 0, groups: [] };
const machine = { code: 62, wide: true, little: true };
const loader = '/lib64/ld-linux-x86-64.so.2';

function explain({ files }: Tree, path = '/x', more: { searchPath?: string; ldLibraryPath?: string } = {}) {
  return explainExecution(files, path, { user: root, machine, ...more });
}

describe('explainExecution() of a script', () => {
  it.each([
    [
      'a missing interpreter',
      '#!/no/such\n',
      { kind: 'missing-interpreter', interpreter: '/no/such', errno: 'ENOENT' },
    ],
    [
      'a carriage return',
      '#!/bin/sh\r\necho\r\n',
      { kind: 'carriage-return', interpreter: '/bin/sh\r', errno: 'ENOENT' },
    ],
    ['a byte order mark', '\ufeff#!/bin/sh\n', { kind: 'byte-order-mark', encoding: 'utf-8', errno: 'ENOEXEC' }],
    ['UTF-16', Buffer.from('\ufeff#!/bin/sh\n', 'utf16le'), { kind: 'byte-order-mark', encoding: 'utf-16' }],
    ['a relative interpreter', '#!bin/sh\n', { kind: 'relative-interpreter', interpreter: 'bin/sh' }],
    ['a line that is too long', `#!/${'a'.repeat(300)}\n`, { kind: 'interpreter-too-long', errno: 'ENOEXEC' }],
    ['a line without a name', '#!  \n', { kind: 'not-a-program', isText: true }],
    ['a text', 'echo hello\n', { kind: 'not-a-program', isText: true, errno: 'ENOEXEC' }],
    ['other bytes', Buffer.from([1, 2, 3, 0]), { kind: 'not-a-program', isText: false, errno: 'ENOEXEC' }],
    ['an empty file', '', { kind: 'empty', errno: 'ENOEXEC' }],
    ['itself', '#!/x\n', { kind: 'interpreter-loop', path: '/x', errno: 'ELOOP' }],
    ['a program that env does not find', '#!/bin/sh-env/env nope\n', { kind: 'missing-program', program: 'nope' }],
    ['a path that env does not find', '#!/bin/sh-env/env /no/sh\n', { kind: 'missing-program', program: '/no/sh' }],
    ['a relative path behind env', '#!/bin/sh-env/env ./sh\n', { kind: 'missing-program', program: './sh' }],
    ['a program with a carriage return', '#!/bin/sh-env/env sh\r\n', { kind: 'carriage-return', interpreter: 'sh\r' }],
  ])('names %s', (_, content, fault) => {
    const tree = emptyTree();
    tree.put('/bin/sh', elfFile({}));
    tree.put('/bin/sh-env/env', elfFile({}));
    tree.put('/x', content);

    expect(explain(tree, '/x', { searchPath: '/bin' })).toMatchObject(fault);
  });

  it.each([
    ['an interpreter with an argument', '#! /bin/sh -e\n'],
    ['an interpreter that is a script', '#!/bin/script\n'],
    ['a program that env finds', '#!/bin/sh-env/env sh\n'],
    ['a path that env finds', '#!/bin/sh-env/env /bin/sh\n'],
    ['options of env', '#!/bin/sh-env/env -S A=1 sh -e\n'],
    ['no newline at the end', '#!/bin/sh'],
  ])('finds nothing wrong with %s', (_, content) => {
    const tree = emptyTree();
    tree.put('/bin/sh', elfFile({}));
    tree.put('/bin/script', '#!/bin/sh\n');
    tree.put('/bin/sh-env/env', elfFile({}));
    tree.put('/x', content);

    expect(explain(tree, '/x', { searchPath: '/bin' })).toBeUndefined();
  });

  it('does not call an interpreter missing that its user may not reach', () => {
    const tree = emptyTree();
    tree.put('/closed/sh', elfFile({}));
    chmodSync(tree.root, 0o755);
    chmodSync(join(tree.root, 'closed'), 0o700);
    tree.put('/x', '#!/closed/sh\n');

    const user = { uid: 1000, gid: 1000, groups: [] };
    expect(explainExecution(tree.files, '/x', { user, machine })).toMatchObject({
      kind: 'unusable-interpreter',
      errno: 'EACCES',
      what: 'its interpreter "/closed/sh" does not execute: user 1000 may not enter a directory on the way to it',
    });
  });

  it('names the cause of an interpreter that does not execute', () => {
    const tree = emptyTree();
    tree.put('/bin/sh', elfFile({ loader: '/lib/ld-musl-x86_64.so.1' }));
    tree.put('/x', '#!/bin/sh\n');

    expect(explain(tree)).toMatchObject({
      kind: 'unusable-interpreter',
      errno: 'ENOENT',
      cause: { kind: 'missing-loader', library: 'musl' },
    });
  });
});

it.each([
  ['9.1-1', '/bin/env'],
  ['9.7-3', 'env'],
  ['10.0', 'env'],
  [undefined, '/bin/env'],
])('explainExecution() gives the first word of what env of coreutils %s prints', (version, env) => {
  const tree = emptyTree();
  tree.put('/bin/env', elfFile({}));
  tree.put('/x', '#!/bin/env nope\n');
  if (version !== undefined) {
    tree.put('/var/lib/dpkg/info/coreutils.list', '/bin/env\n');
    tree.put('/var/lib/dpkg/status', `Package: coreutils\nStatus: install ok installed\nVersion: ${version}\n`);
  }

  expect(explain(tree, '/x', { searchPath: '/bin' })).toMatchObject({ kind: 'missing-program', env });
});

describe('explainExecution() of a script for env', () => {
  const long = `/${'a'.repeat(256)}`;

  function search(searchPath: string, program = 'sh', user = root) {
    const tree = emptyTree();
    for (const path of ['/bin/sh', '/bin/env']) tree.put(path, elfFile({}));
    tree.put('/plain/sh', elfFile({}), 0o644);
    tree.put('/closed/sh', elfFile({}));
    chmodSync(tree.root, 0o755);
    chmodSync(join(tree.root, 'closed'), 0o700);
    mkdirSync(join(tree.root, 'directory', 'sh'), { recursive: true });
    symlinkSync('loop', join(tree.root, 'loop'));
    tree.put('/x', `#!/bin/env ${program}\n`);
    return explainExecution(tree.files, '/x', { user, machine, searchPath });
  }

  it.each(['/none:/bin', '/bin/sh:/bin', '/plain:/bin', '/directory:/bin', `/bin:/loop:${long}`, 'relative::/bin'])(
    'finds nothing wrong with the PATH %s',
    (searchPath) => {
      expect(search(searchPath)).toBeUndefined();
    },
  );

  it.each([
    ['/loop:/bin', 'ELOOP', '/loop/sh', 'too many levels of symbolic links'],
    [`${long}:/bin`, 'ENAMETOOLONG', `${long}/sh`, 'file name too long'],
    [`/plain:${long}`, 'ENAMETOOLONG', `${long}/sh`, 'file name too long'],
  ])('names what ends the search on the PATH %s', (searchPath, errno, path, text) => {
    expect(search(searchPath)).toMatchObject({
      kind: 'missing-program',
      refusal: { errno, path },
      what: `"/bin/env" looks for "sh" on the PATH and stops at "${path}": ${text}`,
    });
  });

  it.each(['/none:/plain:/directory', '/directory:/none'])('names the first file it may not execute on %s', (path) => {
    const first = path.includes('plain') ? '/plain/sh' : '/directory/sh';

    expect(search(path)).toMatchObject({
      refusal: { errno: 'EACCES', path: first },
      what: `"/bin/env" may not execute "${first}": permission denied`,
    });
  });

  it('names a directory that its user may not enter', () => {
    const user = { uid: 1000, gid: 1000, groups: [] };

    expect(search('/closed', 'sh', user)).toMatchObject({ refusal: { errno: 'EACCES', path: '/closed/sh' } });
    expect(search('/closed:/bin', 'sh', user)).toBeUndefined();
  });

  function find(programs: Readonly<Record<string, string | Buffer>>) {
    const tree = emptyTree();
    for (const path of ['/bin/sh', '/bin/env']) tree.put(path, elfFile({}));
    for (const [path, content] of Object.entries(programs)) tree.put(path, content);
    tree.put('/x', '#!/bin/env prog\n');
    return explainExecution(tree.files, '/x', { user: root, machine, searchPath: '/a:/b' });
  }

  it('names what is wrong with the program that env finds', () => {
    expect(find({ '/a/prog': '#!/no/sh\n' })).toMatchObject({
      kind: 'missing-program',
      refusal: { errno: 'ENOENT', path: '/a/prog', cause: { kind: 'missing-interpreter', interpreter: '/no/sh' } },
      what: '"/bin/env" cannot execute "/a/prog": its interpreter "/no/sh" does not exist',
    });
    expect(find({ '/a/prog': '#!/bin/env nope\n' })).toMatchObject({
      kind: 'unusable-interpreter',
      interpreter: 'prog',
      cause: { kind: 'missing-program', path: '/a/prog', program: 'nope' },
      what: '"/bin/env" starts "/a/prog", which fails: "/bin/env" does not find "nope" on the PATH',
    });
  });

  it.each<Readonly<Record<string, string | Buffer>>>([
    { '/a/prog': '#!/no/sh\n', '/b/prog': '#!/bin/sh\n' },
    { '/a/prog': 'echo\n', '/b/prog': '#!/no/sh\n' },
    { '/a/prog': '#!/bin/env prog\n' },
    { '/a/prog': '#!/bin/env other\n', '/b/other': '#!/bin/env prog\n' },
  ])('continues as env does where the first program is %j', (programs) => {
    expect(find(programs)).toBeUndefined();
  });

  it('names the file of a path', () => {
    expect(search('/bin', '/plain/sh')).toMatchObject({ refusal: { errno: 'EACCES', path: '/plain/sh' } });
    expect(search('/bin', '/loop/sh')).toMatchObject({
      refusal: { errno: 'ELOOP', path: '/loop/sh' },
      what: '"/bin/env" cannot execute "/loop/sh": too many levels of symbolic links',
    });
  });
});

describe('explainExecution() of a file', () => {
  it('names what is not a file, not executable, or not there', () => {
    const tree = emptyTree();
    tree.put('/d/file', '#!/bin/sh\n', 0o644);
    symlinkSync('/nowhere', join(tree.root, 'link'));

    expect(explain(tree, '/nope')).toMatchObject({ kind: 'missing-file', errno: 'ENOENT' });
    expect(explain(tree, '/link')).toMatchObject({ kind: 'missing-file', what: expect.stringContaining('link') });
    expect(explain(tree, '/d')).toMatchObject({ kind: 'not-a-file', errno: 'EACCES' });
    expect(explain(tree, '/d/file')).toMatchObject({ kind: 'not-executable', errno: 'EACCES' });
  });
});

describe('explainExecution() of a file without an executable bit', () => {
  it.each([
    ['a program', elfFile({}), 'it is not executable (mode 0644)', null],
    [
      'a text',
      'abc\n',
      'it is not executable (mode 0644), and it is a text without a "#!" line',
      { kind: 'not-a-program' },
    ],
    [
      'a script without its interpreter',
      '#!/no/such\n',
      'it is not executable (mode 0644), and its interpreter "/no/such" does not exist',
      { kind: 'missing-interpreter' },
    ],
  ])('says what is wrong with %s besides', (_, text, what, content) => {
    const tree = emptyTree();
    tree.put('/x', text, 0o644);

    const fault = explain(tree);

    expect(fault).toMatchObject({ kind: 'not-executable', errno: 'EACCES', what, content });
  });

  it('names the user whom the mode leaves out', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({}), 0o750);
    chmodSync(tree.root, 0o755);

    const user = { uid: 1000, gid: 1000, groups: [] };
    expect(explainExecution(tree.files, '/x', { user, machine })?.what).toBe(
      'its mode 0750 does not let user 1000 execute it',
    );
  });

  it('finds a loop of links', () => {
    const tree = emptyTree();
    symlinkSync('x', join(tree.root, 'x'));

    expect(explain(tree)).toMatchObject({
      kind: 'missing-file',
      errno: 'ELOOP',
      what: 'its symbolic links form a loop',
    });
  });
});

describe('explainExecution() of an ELF file', () => {
  it.each([
    [{ machine: 183 }, 'aarch64'],
    [{ machine: 40, wide: false }, 'ARM'],
    [{ machine: 22, little: false }, 's390 64'],
    [{ machine: 243 }, 'RISC-V 64'],
    [{ machine: 999 }, 'machine 999, 64-bit'],
  ])('names a foreign machine: %o', (parts, name) => {
    const tree = emptyTree();
    tree.put('/x', elfFile(parts));

    expect(explain(tree)).toMatchObject({
      kind: 'foreign-machine',
      errno: 'ENOEXEC',
      machine: name,
      hostMachine: 'x86-64',
    });
  });

  it('takes the machine of an image from its own programs', () => {
    const tree = emptyTree();
    tree.put('/bin/sh', elfFile({ machine: 183 }));
    tree.put('/x', elfFile({ machine: 183 }));
    tree.put('/y', elfFile({}));

    expect(explainExecution(tree.files, '/x', { user: root })).toBeUndefined();
    expect(explainExecution(tree.files, '/y', { user: root })).toMatchObject({
      kind: 'foreign-machine',
      hostMachine: 'aarch64',
    });
  });

  it('admits a program for which an interpreter is registered', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ machine: 183 }));
    const magic = '7f454c460201010000000000000000000200b700';
    const mask = 'ffffffffffffff00fffffffffffffffffeffffff';
    tree.put(
      '/proc/sys/fs/binfmt_misc/qemu-aarch64',
      `enabled\ninterpreter /q\nflags: F\noffset 0\nmagic ${magic}\nmask ${mask}\n`,
    );

    expect(explain(tree)).toBeUndefined();
  });

  it('finds nothing wrong with a static program and a 32-bit one', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ type: 2 }));
    tree.put('/y', elfFile({ machine: 3, wide: false }));

    expect([explain(tree), explain(tree, '/y')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['its header', 40],
    ['its program headers', 70],
  ])('names a file that is cut off in %s', (_, length) => {
    const tree = emptyTree();
    tree.put('/x', elfFile({}).subarray(0, length));

    expect(explain(tree)).toMatchObject({ kind: 'damaged', errno: 'ENOEXEC' });
  });

  it('names an object file, a loader that is missing and a loader that is a script', () => {
    const tree = emptyTree();
    tree.put('/o', elfFile({ type: 1 }));
    tree.put('/x', elfFile({ loader }));
    tree.put('/y', elfFile({ loader: '/lib/script.so' }));
    tree.put('/lib/script.so', `#!/bin/sh\n${'# more than an ELF header\n'.repeat(4)}`);

    expect(explain(tree, '/o')).toMatchObject({ kind: 'not-a-program', errno: 'ENOEXEC' });
    expect(explain(tree)).toMatchObject({ kind: 'missing-loader', loader, library: 'glibc', errno: 'ENOENT' });
    expect(explain(tree, '/y')).toMatchObject({ kind: 'unusable-interpreter', errno: 'ELIBBAD' });
  });

  it('reads little of a file that is a terabyte long', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader, needed: ['liba.so'] }));
    tree.put(loader, elfFile({}));
    truncateSync(join(tree.root, 'x'), 2 ** 40);
    chmodSync(join(tree.root, 'x'), 0o755);

    expect(explain(tree)).toMatchObject({ kind: 'missing-library' });
  });
});

describe('explainExecution() of a program with libraries', () => {
  const places: [string, Parameters<typeof elfFile>[0], string, string?][] = [
    ['a directory of the system', {}, '/usr/lib/liba.so.1'],
    ['a directory of one machine', {}, '/usr/lib/x86_64-linux-gnu/liba.so.1'],
    ['DT_RUNPATH with $ORIGIN', { runpath: '$ORIGIN/../l' }, '/l/liba.so.1'],
    ['DT_RPATH with braces', { rpath: `/nope:$${'{ORIGIN}'}/../l` }, '/l/liba.so.1'],
    ['$LIB', { runpath: '/opt/$LIB' }, '/opt/lib64/liba.so.1'],
    ['LD_LIBRARY_PATH', {}, '/elsewhere/liba.so.1', '/elsewhere'],
  ];
  it.each(places)('finds a library in %s', (_, parts, place, ldLibraryPath) => {
    const tree = emptyTree();
    tree.put('/bin/x', elfFile({ loader, needed: ['liba.so.1'], ...parts }));
    tree.put(loader, elfFile({}));
    const ask = () => explain(tree, '/bin/x', ldLibraryPath === undefined ? {} : { ldLibraryPath });

    expect(ask()).toEqual({
      kind: 'missing-library',
      path: '/bin/x',
      library: 'liba.so.1',
      neededBy: '/bin/x',
      certain: true,
      what: 'it needs the library "liba.so.1", which is not found',
    });

    tree.put(place, elfFile({}));
    expect(ask()).toBeUndefined();
  });

  it('skips a library for another machine, and names the library that needs a missing one', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader, needed: ['liba.so'] }));
    tree.put(loader, elfFile({}));
    tree.put('/lib64/liba.so', elfFile({ machine: 183 }));
    expect(explain(tree)).toMatchObject({ kind: 'missing-library', library: 'liba.so' });

    tree.put('/usr/lib/liba.so', elfFile({ needed: ['libb.so'] }));
    expect(explain(tree)).toMatchObject({ kind: 'missing-library', library: 'libb.so', neededBy: '/usr/lib/liba.so' });
  });

  it.each([
    ['not a library\n'.repeat(9), 'invalid ELF header'],
    ['', 'file too short'],
    [undefined, 'cannot read file data: Error 21'],
  ])('names a library that the loader of glibc refuses, though there is another one: %j', (content, damage) => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader, needed: ['liba.so'], runpath: '/a/:/b' }));
    tree.put(loader, elfFile({}));
    tree.put('/b/liba.so', elfFile({}));
    if (content === undefined) tree.put('/a/liba.so/file', '');
    else tree.put('/a/liba.so', content);

    const what = `it needs the library "liba.so", and "/a/liba.so" is not a library: ${damage}`;
    expect(explain(tree)).toMatchObject({
      kind: 'missing-library',
      foundAt: '/a/liba.so',
      damage,
      what,
      certain: true,
    });
  });

  it('does not find a library at a relative path: a shim is started in the bundle of its container', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader, needed: ['./liba.so'] }));
    tree.put(loader, elfFile({}));
    tree.put('/liba.so', elfFile({}));

    expect(explain(tree)).toMatchObject({ kind: 'missing-library', library: './liba.so', certain: true });
  });

  it("looks where musl's loader does", () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader: '/lib/ld-musl-x86_64.so.1', needed: ['liba.so', 'libc.musl-x86_64.so.1'] }));
    tree.put('/lib/ld-musl-x86_64.so.1', elfFile({}));
    tree.put('/usr/local/lib/liba.so', elfFile({}));
    expect(explain(tree)).toBeUndefined();

    tree.put('/etc/ld-musl-x86_64.path', '/lib:/other\n');
    expect(explain(tree)).toMatchObject({ kind: 'missing-library', library: 'liba.so', certain: true });
  });

  it('is not certain about a loader outside of the directories of the system', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader: '/nix/store/glibc/lib/ld-linux-x86-64.so.2', needed: ['liba.so'] }));
    tree.put('/nix/store/glibc/lib/ld-linux-x86-64.so.2', elfFile({}));

    expect(explain(tree)).toMatchObject({ kind: 'missing-library', certain: false });
  });

  it('ends for libraries that need each other', () => {
    const tree = emptyTree();
    tree.put('/x', elfFile({ loader, needed: ['liba.so'] }));
    tree.put(loader, elfFile({}));
    tree.put('/lib/liba.so', elfFile({ needed: ['libb.so'] }));
    tree.put('/lib/libb.so', elfFile({ needed: ['liba.so'] }));

    expect(explain(tree)).toBeUndefined();
  });
});

it.each(['/bin/sh', '/usr/bin/env', '/usr/bin/tar', '/usr/bin/mount', process.execPath])(
  'explainExecution() finds nothing wrong with %s of this machine',
  (path) => {
    expect(explainExecution(new HostFiles('/'), path, { user: root })).toBeUndefined();
  },
);
