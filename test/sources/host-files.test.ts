import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/model/host/file-fact.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { elf } from '../cases/elf.ts';

const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };
const NOBODY: Credentials = { uid: 65534, gid: 65534, groups: [] };
const isRoot = process.getuid?.() === 0;

let dir: string;

beforeEach(() => {
  dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'host-files-')));
  fs.chmodSync(dir, 0o755);
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

function write(name: string, content: string | Buffer, mode = 0o755): string {
  const path = join(dir, name);
  fs.mkdirSync(join(path, '..'), { recursive: true });
  fs.writeFileSync(path, content);
  fs.chmodSync(path, mode);
  return path;
}

/** What execve(2) really says. */
function execError(path: string): string | undefined {
  const { error } = spawnSync(path, [], { timeout: 5000, stdio: 'ignore' });
  const code = error === undefined ? undefined : (error as NodeJS.ErrnoException).code;
  // libuv has no name for it.
  return code === 'Unknown system error -80' ? 'ELIBBAD' : code;
}

describe('HostFiles.inspect()', () => {
  it('inspect() follows links and returns the real path', () => {
    const file = write('real/shim', '#!/bin/sh\n');
    fs.symlinkSync('real', join(dir, 'link'));
    fs.symlinkSync('link/shim', join(dir, 'shim'));

    const fact = new HostFiles('/').inspect(join(dir, 'shim'), ROOT);

    expect(fact).toEqual({ kind: 'file', mode: 0o755, uid: 0, gid: 0, accessible: true, realPath: file });
  });

  it.each([
    ['ENOENT', false, 'gone'],
    ['ENOENT', false, 'gone/deeper'],
    ['ENOTDIR', false, 'file/below'],
    ['ENOTDIR', false, 'file/'],
    ['ELOOP', true, 'loop'],
    ['ENOENT', true, 'dangling'],
    ['ENOTDIR', true, 'through-file'],
    ['EINVAL', false, 'nul\0name'],
    ['ENAMETOOLONG', false, 'x'.repeat(256)],
    ['ENAMETOOLONG', false, 'y/'.repeat(2048)],
  ])('inspect() reports why a file is missing: %s, dangling %s', (errno, dangling, name) => {
    write('file', '');
    fs.symlinkSync('loop', join(dir, 'loop'));
    fs.symlinkSync('nowhere', join(dir, 'dangling'));
    fs.symlinkSync('file/x', join(dir, 'through-file'));

    const here = new HostFiles('/').inspect(`${dir}/${name}`, ROOT);
    const below = new HostFiles(dir).inspect(`/${name}`, ROOT);

    expect(here).toEqual({ kind: 'missing', errno, dangling });
    expect(below).toEqual({ kind: 'missing', errno, dangling });
  });

  it('inspect() accepts unusual but legal names', () => {
    const names = ['a\nb', '*?[]{}', '-dash', 'back\\slash', 'é', '\u202e', ' ', '%s', 'z'.repeat(255)];
    for (const name of names) write(name, '#!/bin/sh\n');

    const kinds = names.map((name) => new HostFiles(dir).inspect(`/${name}`, ROOT));

    expect(kinds.map((fact) => fact.kind !== 'missing' && fact.realPath)).toEqual(names.map((name) => `/${name}`));
  });

  it('inspect() accepts a name that is not UTF-8 as bytes', () => {
    const raw = Buffer.concat([Buffer.from(`${dir}/bad-`), Buffer.from([0xff, 0xc3])]);
    fs.writeFileSync(raw, '#!/bin/sh\n', { mode: 0o755 });

    const fact = new HostFiles('/').inspect(raw, ROOT);

    expect(fact).toMatchObject({ kind: 'file', accessible: true, realPath: `${dir}/bad-\\xff\\xc3` });
  });

  it.skipIf(!isRoot)('inspect() agrees with the kernel about who may execute what', () => {
    const users = [ROOT, NOBODY, { uid: 1000, gid: 1000, groups: [] }, { uid: 1000, gid: 65534, groups: [] }];
    const modes = [0, 0o100, 0o010, 0o001, 0o111, 0o600, 0o610, 0o601, 0o655, 0o644, 0o755, 0o670, 0o707, 0o4711];
    const owners = [
      [0, 0],
      [65534, 65534],
      [1000, 65534],
      [0, 65534],
      [1000, 1000],
    ] as const;
    const paths: string[] = [];
    for (const [uid, gid] of owners) {
      for (const mode of modes) {
        const file = write(`f-${uid}-${gid}-${mode}`, '#!/bin/sh\n', mode);
        const inside = write(`d-${uid}-${gid}-${mode}/f`, '#!/bin/sh\n', 0o755);
        const directory = join(inside, '..');
        for (const path of [file, directory]) fs.chownSync(path, uid, gid);
        for (const path of [file, directory]) fs.chmodSync(path, mode);
        paths.push(file, directory, inside);
      }
    }
    const files = new HostFiles('/');

    for (const user of users) {
      const script = 'for f; do if [ -x "$f" ]; then echo x; else echo -; fi; done';
      const { stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', ...paths], {
        uid: user.uid,
        gid: user.gid,
        encoding: 'utf8',
      });
      const seen = paths.map((path) => {
        const fact = files.inspect(path, user);
        return fact.kind !== 'missing' && fact.accessible ? 'x' : '-';
      });

      expect(seen).toEqual(stdout.trim().split('\n'));
    }
  });

  it.skipIf(!isRoot)('inspect() counts supplementary groups', () => {
    const path = write('grouped', '#!/bin/sh\n', 0o750);
    fs.chownSync(path, 0, 777);

    const facts = [[777], []].map((groups) => new HostFiles('/').inspect(path, { ...NOBODY, groups }));

    expect(facts).toMatchObject([{ accessible: true }, { accessible: false, execErrno: 'EACCES' }]);
  });

  it.skipIf(!isRoot)('inspect() reports EACCES below a directory that the user may not search', () => {
    write('closed/shim', '#!/bin/sh\n');
    fs.chmodSync(join(dir, 'closed'), 0o744);
    fs.symlinkSync('closed/shim', join(dir, 'link'));
    const files = new HostFiles('/');

    expect(files.inspect(join(dir, 'closed/shim'), NOBODY)).toEqual({
      kind: 'missing',
      errno: 'EACCES',
      dangling: false,
    });
    expect(files.inspect(join(dir, 'link'), NOBODY)).toMatchObject({ errno: 'EACCES', dangling: false });
    expect(files.inspect(join(dir, 'link'), ROOT)).toMatchObject({ kind: 'file' });
  });

  it('inspect() returns the error of execve', () => {
    const sh = fs.readFileSync(fs.realpathSync('/bin/true'));
    const foreign = Buffer.from(sh);
    foreign.writeUInt16LE(0x1234, 18);
    const lost = Buffer.from(sh);
    lost.write('/lib64/no', lost.indexOf('/lib64/ld'));
    const relocatable = Buffer.from(sh);
    relocatable.writeUInt16LE(1, 16);
    const files = new HostFiles('/');
    write('true', sh);
    write('foreign', foreign);
    write('lost-loader', lost);
    write('relocatable', relocatable);
    write('cut', sh.subarray(0, 60));
    write('header-only', sh.subarray(0, 64));
    write('empty', '');
    write('text', 'echo hello\n');
    write('script', '#!/bin/true\n');
    write('script-argument', '#! \t/bin/true  -x y\n');
    write('script-unended', '#!/bin/true');
    write('script-crlf', '#!/bin/true\r\n');
    write('script-nothing', '#!\n');
    write('script-blank', '#!   \n');
    write('script-lost', '#!/nonexistent/interpreter\n');
    write('script-directory', '#!/tmp\n');
    write('script-long', `#!/${'x'.repeat(300)}\n`);
    write('script-long-argument', `#!/bin/true ${'x'.repeat(300)}\n`);
    write('script-plain', `#!${dir}/data\n`);
    write('script-script', `#!${dir}/script\n`);
    write('script-self', `#!${dir}/script-self\n`);
    write('script-relative', '#!true\n');
    write('script-unnamed', '#!');
    write('script-nul', '#!\0/bin/true\n');
    write('script-3', `#!${dir}/script-script\n`);
    write('script-4', `#!${dir}/script-3\n`);
    write('script-5', `#!${dir}/script-4\n`);
    write('script-6', `#!${dir}/script-5\n`);
    write('loader-text', elf({ interpreter: `${dir}/long-text` }));
    write('loader-short', elf({ interpreter: `${dir}/text` }));
    write('loader-script', elf({ interpreter: `${dir}/script-long-argument` }));
    write('loader-plain', elf({ interpreter: `${dir}/data` }));
    write('loader-with-lost-loader', elf({ interpreter: `${dir}/lost-loader` }));
    write('loader-foreign', elf({ interpreter: `${dir}/foreign` }));
    write('loader-relative', elf({ interpreter: 'ld.so' }));
    write('loader-cut', elf({ interpreter: '/bin/true' }).subarray(0, 180));
    write('long-text', 'echo hello\n'.repeat(20));
    write('other-class', Buffer.concat([sh.subarray(0, 4), Buffer.from([1, 2]), sh.subarray(6)]));
    write('not-executable', sh, 0o644);
    write('data', '', 0o644);
    spawnSync('mkfifo', ['-m', '755', join(dir, 'fifo')]);
    const expected = {
      true: undefined,
      foreign: 'ENOEXEC',
      'lost-loader': 'ENOENT',
      relocatable: 'ENOEXEC',
      cut: 'ENOEXEC',
      'header-only': 'ENOEXEC',
      empty: 'ENOEXEC',
      text: 'ENOEXEC',
      script: undefined,
      'script-argument': undefined,
      'script-unended': undefined,
      'script-crlf': 'ENOENT',
      'script-nothing': 'ENOEXEC',
      'script-blank': 'ENOEXEC',
      'script-lost': 'ENOENT',
      'script-directory': 'EACCES',
      'script-long': 'ENOEXEC',
      'script-long-argument': undefined,
      'script-plain': 'EACCES',
      'script-script': undefined,
      'script-self': 'ELOOP',
      'script-relative': 'ENOENT',
      'script-unnamed': 'EACCES',
      'script-nul': 'EACCES',
      'script-5': undefined,
      'script-6': 'ELOOP',
      'loader-text': 'ELIBBAD',
      'loader-short': 'EIO',
      'loader-script': 'ELIBBAD',
      'loader-plain': 'EACCES',
      'loader-with-lost-loader': undefined,
      'loader-foreign': 'ELIBBAD',
      'loader-relative': 'ENOENT',
      'loader-cut': 'EIO',
      'other-class': undefined,
      'not-executable': 'EACCES',
      '.': 'EACCES',
      fifo: 'EACCES',
    };

    const seen = Object.keys(expected).map((name) => {
      const fact = files.inspect(join(dir, name), ROOT);
      return [name, fact.kind === 'missing' ? fact.errno : fact.execErrno];
    });

    expect(seen).toEqual(Object.entries(expected));
    // The kernel agrees; where a file is in no format it knows, execvp hands it to a shell and reports nothing.
    for (const [name, errno] of seen)
      if (errno !== 'ENOEXEC') expect([name, execError(join(dir, name ?? ''))]).toEqual([name, errno]);
  });

  it('inspect() reads a file again after it was replaced', () => {
    const path = write('shim', '');
    const files = new HostFiles('/');
    const before = files.inspect(path, ROOT);

    write('next', '#!/bin/true\n');
    fs.renameSync(join(dir, 'next'), path);

    expect(before).toMatchObject({ execErrno: 'ENOEXEC' });
    expect(files.inspect(path, ROOT)).not.toHaveProperty('execErrno');
  });
});

describe('HostFiles below a root', () => {
  it('links do not lead outside the root', () => {
    write('root/etc/secret', 'inside');
    write('secret', 'outside');
    write('root/bin/shim', '#!/bin/sh\n');
    write('root/bin/sh', '#!/etc/secret-less\n');
    fs.mkdirSync(join(dir, 'root/a/b'), { recursive: true });
    fs.symlinkSync('/etc/secret', join(dir, 'root/absolute'));
    fs.symlinkSync('../../../../etc/secret', join(dir, 'root/a/b/relative'));
    fs.symlinkSync(join(dir, 'secret'), join(dir, 'root/out'));
    fs.symlinkSync('/', join(dir, 'root/top'));
    const files = new HostFiles(join(dir, 'root'));

    expect(files.readFile('/absolute')).toEqual({ ok: true, bytes: Buffer.from('inside') });
    expect(files.readFile('/a/b/relative')).toEqual({ ok: true, bytes: Buffer.from('inside') });
    expect(files.readFile('/../../../etc/secret')).toEqual({ ok: true, bytes: Buffer.from('inside') });
    expect(files.readFile('/out')).toEqual({ ok: false, errno: 'ENOENT' });
    expect(files.realPath('/top/top/a/../absolute')).toBe('/etc/secret');
    expect(files.physical('/top/absolute')).toBe(join(dir, 'root/etc/secret'));
    expect(files.readLink('/absolute')).toBe('/etc/secret');
    // /etc/secret-less is looked for below the root as well.
    expect(files.inspect('/bin/shim', ROOT)).toMatchObject({ kind: 'file', execErrno: 'ENOENT' });
  });

  it('a chain of 40 links is followed, one of 41 is not', () => {
    write('root/0', '');
    for (let i = 1; i <= 41; i++) fs.symlinkSync(`/${i - 1}`, join(dir, 'root', `${i}`));
    const files = new HostFiles(join(dir, 'root'));

    expect(files.inspect('/40', ROOT)).toMatchObject({ kind: 'file', realPath: '/0' });
    expect(files.inspect('/41', ROOT)).toEqual({ kind: 'missing', errno: 'ELOOP', dangling: true });
  });

  it('a whole tree looks the same as inside a chroot', () => {
    const names = ['/bin/sh', '/usr/bin/env', '/etc/mtab', '/var/run', '/lib64', '/dev/null', '/usr/bin/awk'];
    const here = new HostFiles('/');
    const alias = join(dir, 'alias');
    fs.symlinkSync('/', alias);
    const walked = new HostFiles(alias);

    expect(names.map((name) => walked.inspect(name, ROOT))).toEqual(names.map((name) => here.inspect(name, ROOT)));
  });
});

describe('HostFiles.readFile()', () => {
  it('readFile() refuses a file that is not regular, and never waits', () => {
    spawnSync('mkfifo', [join(dir, 'fifo')]);
    const files = new HostFiles('/');

    expect(files.readFile(join(dir, 'fifo'))).toEqual({ ok: false, errno: 'FIFO' });
    expect(files.readFile('/dev/zero')).toEqual({ ok: false, errno: 'DEVICE' });
    expect(files.readFile(dir)).toEqual({ ok: false, errno: 'EISDIR' });
    expect(files.readFile(join(dir, 'gone'))).toEqual({ ok: false, errno: 'ENOENT' });
    expect(files.readFile('/a\0b')).toEqual({ ok: false, errno: 'EINVAL' });
  });

  it('readFile() takes the null device for an empty file', () => {
    expect(new HostFiles('/').readFile('/dev/null')).toEqual({ ok: true, bytes: Buffer.of() });
  });

  it('readFile() stops at its limit', () => {
    const path = write('big', 'x'.repeat(100));
    const files = new HostFiles('/');

    expect(files.readFile(path, 99)).toEqual({ ok: false, errno: 'EFBIG' });
    expect(files.readFile(path, 100)).toMatchObject({ ok: true });
  });

  it('readFile() reads files of /proc, whose size is 0', () => {
    const read = new HostFiles('/').readFile('/proc/self/status');

    expect(read.ok && read.bytes.toString()).toContain('Uid:');
  });
});

describe.each(['/', 'a tree'])('HostFiles.readerIn() of %s', (root) => {
  it('readerIn() reads files one after the other, and neither links, directories nor a FIFO', () => {
    for (const [name, length] of [
      ['small', 3],
      ['large', 200_000],
      ['empty', 0],
    ] as const)
      write(name, 'x'.repeat(length));
    fs.symlinkSync('small', join(dir, 'link'));
    fs.mkdirSync(join(dir, 'directory'));
    spawnSync('mkfifo', [join(dir, 'fifo')]);
    const read = root === '/' ? new HostFiles('/').readerIn(dir) : new HostFiles(dir).readerIn('');
    const lengthOf = (name: string) => {
      const found = read(name);
      return found.ok ? found.bytes.length : found.errno;
    };

    expect(['small', 'large', 'empty', 'missing'].map(lengthOf)).toEqual([3, 200_000, 0, 'ENOENT']);
    for (const name of ['directory', 'fifo']) expect(read(name).ok).toBe(false);
    if (root === '/') expect(lengthOf('link')).toBe('ELOOP');
  });
});

describe('HostFiles.identity()', () => {
  it('identity() changes with everything relevant, and nothing else', () => {
    const path = write('shim', 'a');
    fs.symlinkSync('shim', join(dir, 'link'));
    const files = new HostFiles('/');
    const seen = [files.identity(join(dir, 'link'))];
    const look = () => seen.push(files.identity(join(dir, 'link')));

    look();
    expect(new Set(seen).size).toBe(1);
    fs.chmodSync(path, 0o700);
    look();
    fs.appendFileSync(path, 'b');
    look();
    fs.rmSync(path);
    look();
    fs.rmSync(join(dir, 'link'));
    look();

    expect(new Set(seen).size).toBe(5);
    expect(seen.at(-1)).toBe('ENOENT');
    expect(files.identity(join(dir, 'x\0y'))).toBe('EINVAL');
  });
});

describe('HostFiles.list()', () => {
  it('list() keeps the bytes of names that are not UTF-8', async () => {
    fs.writeFileSync(Buffer.concat([Buffer.from(`${dir}/é`), Buffer.from([0xfe])]), '');

    const listed = await new HostFiles(dir).list('/');

    expect(listed).toEqual({
      ok: true,
      names: [{ name: 'é\\xfe', utf8: false, raw: Buffer.from([0xc3, 0xa9, 0xfe]) }],
    });
  });

  it('list() reports why it fails', async () => {
    write('file', '');
    const files = new HostFiles(dir);

    expect(await files.list('/gone')).toEqual({ ok: false, errno: 'ENOENT' });
    expect(await files.list('/file')).toEqual({ ok: false, errno: 'ENOTDIR' });
    expect(files.listNow('/file')).toEqual({ ok: false, errno: 'ENOTDIR' });
  });
});
