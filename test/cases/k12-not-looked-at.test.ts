import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { advised, check, findingsAbout, list, resolve, runtimeOf, words } from './answers.ts';
import { type ElfWishes, elf, linkerCache } from './elf.ts';
import { type CaseHost, newHost } from './host.ts';

const name = 'io.containerd.wasmedge.v1';
const shim = '/usr/local/bin/containerd-shim-wasmedge-v1';
const interpreter = '/lib64/ld-linux-x86-64.so.2';
/** The directory of libraries that Debian has for this machine. */
const libraries = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';

/** A shim that is linked with the C library and `libwasmedge`, on a host that has the C library only. */
function linkedHost(wishes: ElfWishes = {}): CaseHost {
  return newHost()
    .running()
    .put(interpreter, elf(), 0o755)
    .put(`/lib/${libraries}/libc.so.6`, elf({ has: ['GLIBC_2.2.5', 'GLIBC_2.31'] }), 0o755)
    .put(shim, elf({ interpreter, needed: ['libwasmedge.so.0', 'libc.so.6'], ...wishes }), 0o755);
}

describe('a shim whose shared library is missing', () => {
  it('is not available, and the library is named', async () => {
    const { status, ...resolution } = await resolve(linkedHost(), name);

    expect(status).toBe(1);
    expect(resolution.available).toBe(false);
    expect(resolution.unavailable?.reason).toMatch(/library/);
    expect(words([resolution.unavailable, resolution.error])).toContain(
      'error while loading shared libraries: libwasmedge.so.0: cannot open shared object file: No such file or directory',
    );
    expect(words([resolution.unavailable, resolution.error])).toContain('exit status 127');
    expect(advised(resolution)).toContain('libwasmedge.so.0');
  });

  it('check has a finding that names the library', async () => {
    expect(words(findingsAbout(await check(linkedHost()), shim))).toContain('libwasmedge.so.0');
  });

  it('list says no', async () => {
    expect(runtimeOf(await list(linkedHost()), name)?.available).toBe(false);
  });

  it('a library that a library needs counts too', async () => {
    const host = linkedHost().put('/usr/lib/libwasmedge.so.0', elf({ needed: ['libLLVM-15.so.1'] }), 0o755);

    const resolution = await resolve(host, name);

    expect(resolution.available).toBe(false);
    expect(words(resolution)).toContain('libLLVM-15.so.1');
  });

  it('a library that is a link to nothing is missing', async () => {
    const host = linkedHost().link('/opt/gone.so', '/usr/lib/libwasmedge.so.0');

    expect((await resolve(host, name)).available).toBe(false);
  });

  it('the advice says where the library is when it is elsewhere', async () => {
    const host = linkedHost().put('/usr/local/lib/wasmedge/libwasmedge.so.0', elf(), 0o755);

    const resolution = await resolve(host, name);

    expect(resolution.available).toBe(false);
    expect(advised(resolution)).toMatch(/ldconfig|LD_LIBRARY_PATH|library/);
  });

  it('an OCI runtime without its library is not available', async () => {
    const host = linkedHost().daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });
    host.put('/usr/bin/crun', elf({ interpreter, needed: ['libyajl.so.2', 'libc.so.6'] }), 0o755);

    const resolution = await resolve(host, 'crun');

    expect(resolution.available).toBe(false);
    expect(words(resolution)).toContain('libyajl.so.2');
  });

  it('runc without libseccomp is a high finding', async () => {
    const host = linkedHost().put(
      '/usr/bin/runc',
      elf({ interpreter, needed: ['libseccomp.so.2', 'libc.so.6'] }),
      0o755,
    );

    const findings = findingsAbout(await check(host), 'libseccomp.so.2');

    expect(findings.map(({ severity }) => severity)).toContain('high');
  });
});

describe('a shim whose shared library is there', () => {
  it.each([
    '/lib/libwasmedge.so.0',
    '/usr/lib/libwasmedge.so.0',
    '/lib64/libwasmedge.so.0',
    '/usr/lib64/libwasmedge.so.0',
    `/usr/lib/${libraries}/libwasmedge.so.0`,
    `/lib/${libraries}/libwasmedge.so.0`,
  ])('in %s is available', async (path) => {
    expect((await resolve(linkedHost().put(path, elf(), 0o755), name)).available).toBe(true);
  });

  it('in a directory of the cache of the loader is available', async () => {
    const path = '/opt/wasmedge/lib/libwasmedge.so.0';
    const host = linkedHost()
      .put(path, elf(), 0o755)
      .put('/etc/ld.so.cache', linkerCache({ 'libwasmedge.so.0': path }));

    expect((await resolve(host, name)).available).toBe(true);
  });

  it('but only in the cache of the loader is not available', async () => {
    const cache = linkerCache({ 'libwasmedge.so.0': '/opt/gone/libwasmedge.so.0' });

    expect((await resolve(linkedHost().put('/etc/ld.so.cache', cache), name)).available).toBe(false);
  });

  it.each([
    ['/opt/wasmedge/lib', '/opt/wasmedge/lib/libwasmedge.so.0'],
    ['$ORIGIN/../lib', '/usr/local/lib/libwasmedge.so.0'],
    [`\${ORIGIN}`, '/usr/local/bin/libwasmedge.so.0'],
    ['/nowhere:/opt/two', '/opt/two/libwasmedge.so.0'],
  ])('by a RUNPATH of %s is available', async (runpath, path) => {
    expect((await resolve(linkedHost({ runpath }).put(path, elf(), 0o755), name)).available).toBe(true);
  });

  it('by LD_LIBRARY_PATH of containerd is not called missing', async () => {
    const host = newHost()
      .base()
      .process(200, { argv: ['/usr/bin/containerd'], environ: { LD_LIBRARY_PATH: '/opt/wasmedge/lib' } })
      .socket(200, '/run/containerd/containerd.sock')
      .put(interpreter, elf(), 0o755)
      .put('/opt/wasmedge/lib/libwasmedge.so.0', elf(), 0o755)
      .put(shim, elf({ interpreter, needed: ['libwasmedge.so.0'] }), 0o755);

    expect((await resolve(host, name)).available).toBe(true);
  });
});

describe('a shim that wants a newer C library', () => {
  const wants = { library: 'libc.so.6', versions: ['GLIBC_2.2.5', 'GLIBC_2.38'] };
  const needed = ['libc.so.6'];

  it('is not available, and the version is named', async () => {
    const resolution = await resolve(linkedHost({ needed, wants }), name);

    expect(resolution.available).toBe(false);
    expect(words(resolution)).toContain('GLIBC_2.38');
  });

  it('is available where the C library has that version', async () => {
    const host = linkedHost({ needed, wants });
    host.put(`/lib/${libraries}/libc.so.6`, elf({ has: ['GLIBC_2.2.5', 'GLIBC_2.38'] }), 0o755);

    expect((await resolve(host, name)).available).toBe(true);
  });
});

it('a program without a dynamic section needs no library', async () => {
  expect((await resolve(newHost().running().program(shim), name)).available).toBe(true);
});

describe('a second program of the same name', () => {
  it('is named with the runc that runs and the runc that does not', async () => {
    const host = newHost().running().put('/usr/local/sbin/runc', '#!/bin/sh\necho run C programs\n', 0o755);
    host.program('/bin/sh');

    const text = words(findingsAbout(await check(host), '/usr/local/sbin/runc'));

    expect(text).toContain('/usr/local/sbin/runc');
    expect(text).toContain('/usr/bin/runc');
  });

  it('is named for a configured runtime that is a bare name', async () => {
    const host = newHost().running().program('/usr/local/bin/crun', '/usr/bin/crun');
    host.put('/usr/local/bin/crun', '#!/bin/sh\n', 0o755).program('/bin/sh');
    host.daemonJson({ runtimes: { crun: { path: 'crun' } } });

    const text = words(findingsAbout(await check(host), '/usr/local/bin/crun'));

    expect(text).toContain('/usr/bin/crun');
  });

  it('is not named for a configured runtime that is an absolute path', async () => {
    const host = newHost().running().program('/usr/local/bin/crun', '/usr/bin/crun');
    host.daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });

    expect(findingsAbout(await check(host), '/usr/local/bin/crun')).toEqual([]);
  });

  it('is not a second one when it is a link to the first', async () => {
    const host = newHost().running().link('/usr/bin/runc', '/usr/local/bin/runc');

    expect(findingsAbout(await check(host), '/usr/local/bin/runc')).toEqual([]);
  });
});

describe('two files of one shim', () => {
  const local = '/usr/local/bin/containerd-shim-runc-v2';
  const packaged = '/usr/bin/containerd-shim-runc-v2';

  function twoShims(): CaseHost {
    const host = newHost()
      .running()
      .put(local, Buffer.concat([elf(), Buffer.from('another')]), 0o755);
    host.put('/var/lib/dpkg/info/containerd.list', `/usr/bin/containerd\n${packaged}\n`);
    return host.put(
      '/var/lib/dpkg/status',
      'Package: containerd\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.6.20~ds1-1+b1\n',
    );
  }

  it('check says which one to remove and why', async () => {
    const [finding] = (await check(twoShims())).findings.filter(({ code }) => code === 'shim-shadowed');

    const advice = words(finding?.advice);
    expect(advice).toContain(local);
    expect(advice).toMatch(/package|containerd|version|upgrade/i);
    expect(advice).not.toMatch(/keep one of the two/i);
  });

  it('check has a command to remove it', async () => {
    const [finding] = (await check(twoShims())).findings.filter(({ code }) => code === 'shim-shadowed');

    expect(finding?.advice.some(({ command = '' }) => command.includes(local))).toBe(true);
    expect(finding?.advice.every(({ command = '' }) => !command.includes(`rm ${packaged}`))).toBe(true);
  });
});

describe('a shim of another release than the containerd that runs', () => {
  const runcShim = '/usr/bin/containerd-shim-runc-v2';

  /** A shim file as far as its strings go: its main package, task service and containerd release. */
  function strings(...texts: readonly string[]): Buffer {
    return Buffer.concat([elf(), Buffer.from(texts.map((text) => `${text}\0`).join(''))]);
  }

  const newShim = strings('cmd/containerd-shim-runc-v2', 'containerd.task.v3.Task', '2.2.7+unknown');
  const oldShim = strings('cmd/containerd-shim-runc-v2', 'containerd.task.v2.Task', '1.6.20+unknown');

  function host(containerdVersion: string, file: Buffer): CaseHost {
    return newHost()
      .running()
      .package('containerd', containerdVersion, '/usr/bin/containerd')
      .put(runcShim, file, 0o755);
  }

  it.each([
    ['1.7.24', newShim, 'unsupported shim version (3): not implemented'],
    ['1.6.20', newShim, '"protocol":"ttrpc"}: connect: invalid argument'],
    ['2.3.4', oldShim, 'not found: exit status 1'],
  ])('containerd %s: the answer has its words', async (version, file, text) => {
    const { status, ...resolution } = await resolve(host(version, file), 'io.containerd.runc.v2');

    expect(status).toBe(1);
    expect(resolution.unavailable?.reason).toBe('shim-unsupported');
    expect(resolution.error).toContain(text);
    expect(advised(resolution)).toMatch(/containerd/);
  });

  it.each([
    ['2.2.7', newShim],
    ['1.6.20', oldShim],
    ['2.2.7', oldShim],
  ])('containerd %s starts it', async (version, file) => {
    expect((await resolve(host(version, file), 'io.containerd.runc.v2')).available).toBe(true);
  });

  it('list and resolve agree', async () => {
    expect(runtimeOf(await list(host('1.6.20', newShim)), 'io.containerd.runc.v2')?.available).toBe(false);
  });

  it('is not reported for a containerd whose release is only assumed', async () => {
    const unknown = newHost().running().put(runcShim, oldShim, 0o755);

    expect((await resolve(unknown, 'io.containerd.runc.v2')).available).toBe(true);
  });
});
