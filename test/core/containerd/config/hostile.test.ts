import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigFiles } from '../../../../src/core/containerd/config/load/files.ts';
import { readContainerdConfig } from '../../../../src/core/containerd/config/read-config.ts';
import { configRelease } from '../../../../src/core/containerd/config/release.ts';
import { maxNodes } from '../../../../src/core/containerd/config/toml/cursor.ts';
import { maxTomlBytes } from '../../../../src/core/containerd/config/toml/read-toml.ts';
import { layoutFiles } from '../../../conformance/cri-config/layout-files.ts';
import { readVectors } from '../../../conformance/cri-config/vector.ts';

const versions = ['1.6.20', '1.6.39', '1.7.34', '2.0.0', '2.2.7', '2.3.4', '2.4.0'];
const releases = versions.map((version) => configRelease(version));
/** Processor time that no reading takes more than; a reading that was disturbed is made again. */
const longestMs = 50;
const attempts = 10;

const path = '/etc/containerd/config.toml';
const oneFile = (bytes: Uint8Array): ConfigFiles => ({
  read: (wanted) => (wanted === path ? { ok: true, bytes } : { ok: false, step: 'open', errno: 'ENOENT' }),
  list: () => ['config.toml', 'a.toml', '.hidden', 'b\nc'],
});

function readAll(files: ConfigFiles): void {
  for (const release of releases) {
    const read = () =>
      readContainerdConfig({ release, parameters: ['--config', path], cwd: '/', cgroups: 2 }, files).start.kind;
    expect(['works', 'refuses', 'panics', 'unread']).toContain(read());
    expect(fastestMs(read)).toBeLessThan(longestMs);
  }
}

/** Processor time of a call in milliseconds, of the fastest of a few where the first takes too long. */
function fastestMs(call: () => unknown): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attempts && fastest >= longestMs; attempt++) {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, (user + system) / 1000);
  }
  return fastest;
}

function sections(count: number, plugin = '"io.containerd.grpc.v1.cri"'): string {
  const one = (n: number) => `[plugins.${plugin}.containerd.runtimes.${n.toString(36)}]\n`;
  return Array.from({ length: count }, (_, n) => one(n)).join('');
}

const { vectors } = readVectors();
const real = vectors.flatMap(({ files }) => files.flatMap(({ content }) => (content === undefined ? [] : [content])));

describe('readContainerdConfig() never throws and ends in time', () => {
  it('on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readAll(oneFile(bytes))),
      { numRuns: 150 },
    );
  });

  it('on random pieces of TOML', () => {
    const piece = fc.constantFrom(
      ...[
        '[',
        ']',
        '[[',
        ']]',
        '{',
        '}',
        '"',
        "'",
        '"""',
        "'''",
        '=',
        '.',
        ',',
        '\n',
        '\r',
        ' ',
        '#',
        '\\',
        '\\u',
        '0x',
      ],
      ...['a', 'plugins', 'version', 'imports', '2', '-1', '1_', '1e', 'true', 'inf', '1979-05-27', '*', '\u0000', 'é'],
      ...['plugins."io.containerd.grpc.v1.cri"', 'containerd.runtimes.x', '[plugins.cri.containerd.runtimes]'],
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join(''), 'utf8'));
    fc.assert(
      fc.property(text, (bytes) => readAll(oneFile(bytes))),
      { numRuns: 300 },
    );
  });

  it('on real configurations with changed, doubled and missing parts', () => {
    const change = fc.record({
      from: fc.nat(),
      length: fc.nat(40),
      text: fc.string({ maxLength: 6 }),
      twice: fc.boolean(),
    });
    const mutated = fc.tuple(fc.constantFrom(...real), fc.array(change, { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(mutated, ([text, changes]) => readAll(oneFile(Buffer.from(changes.reduce(mutate, text), 'utf8')))),
      { numRuns: 250 },
    );
  });

  it.each([
    ['a header for each of many tables', Array.from({ length: 40_000 }, (_, n) => `[a.b${n}]`).join('\n')],
    ['many elements of one array of tables', '[[a]]\n[a.b]\n'.repeat(40_000)],
    ['many imports', `imports = [${'"x/*/*/*.toml",'.repeat(2000)}]`],
    ['a pattern that tries everything', `imports = ["${'*a'.repeat(2000)}*b"]`],
    ['a long number', `a = 1${'0'.repeat(500_000)}`],
    ['a long string of escapes', `a = "${'\\n'.repeat(500_000)}"`],
    ['many bytes that are not UTF-8', '\xff'.repeat(500_000)],
    ['as much as is read of bytes that are not UTF-8', '\xff'.repeat(maxTomlBytes)],
    ['as much as is read of comments', '#\n'.repeat(maxTomlBytes / 2)],
    ['as much as is read of escapes', `a = "${'\\n'.repeat(maxTomlBytes / 2 - 4)}"`],
    ['as much as is read of quotes', '"'.repeat(maxTomlBytes)],
    ['as much as is read of a dotted key', `${'a.'.repeat(maxTomlBytes / 2 - 4)}a = 1`],
    ['as much as is read of an array', `a = [${'1,'.repeat(maxTomlBytes / 2 - 4)}]`],
    ['as many handlers as are read', sections(3000, 'cri')],
    ['as many imports as are read', `imports = [${'"*.toml",'.repeat(200)}]`],
  ])('on %s', { timeout: 60_000 }, (_name, text) => readAll(oneFile(Buffer.from(text, 'latin1'))));

  it('on files that import each other by the thousand', () => {
    const files: ConfigFiles = {
      read: () => ({ ok: true, bytes: Buffer.from('imports = ["/d/*.toml", "../x.toml"]') }),
      list: () => Array.from({ length: 5000 }, (_, n) => `${n}.toml`),
    };
    const question = { release: configRelease('2.3.4'), parameters: [], cwd: '/', cgroups: 2 as const };
    expect(readContainerdConfig(question, files).start.kind).toBe('unread');
  });

  it('on a large main file and as many drop-ins as are read', { timeout: 60_000 }, () => {
    const main = Buffer.from(`version = 3\nimports = ["/d/*.toml"]\n${sections(1900)}`);
    const names = Array.from({ length: 45 }, (_, n) => `${n}.toml`);
    const dropIn = (at: string) => `version = 3\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes."${at}"]\n`;
    readAll({
      read: (wanted) => ({ ok: true, bytes: wanted === path ? main : Buffer.from(dropIn(wanted)) }),
      list: () => names,
    });
  });

  it.each([
    ['a value that is too deep', `a = ${'['.repeat(300)}`, 'values nested more than 200 levels deep'],
    ['a key of too many parts', `${'a.'.repeat(300)}a = 1`, 'a key with more than 100 parts'],
    ['a file that is too large', '#'.repeat(maxTomlBytes + 1), `the file is larger than ${maxTomlBytes} bytes`],
    ['too many values', `a = [${'1,'.repeat(maxNodes)}]`, `more than ${maxNodes} keys and values`],
    ['too many imports', `imports = [${'"*.toml",'.repeat(201)}]`, 'more than 200 imports'],
    ['imports of too many files', 'imports = ["/d/*.toml", "/e/*.toml"]', 'more than 100 files of configuration'],
  ])('and reports %s', (_name, text, error) => {
    const files = { ...oneFile(Buffer.from(text)), list: () => Array.from({ length: 60 }, (_, n) => `${n}.toml`) };
    const read = (wanted: string) => (wanted === path ? files.read(path) : { ok: true as const, bytes: Buffer.of() });
    for (const release of releases) {
      const question = { release, parameters: ['--config', path], cwd: '/', cgroups: 2 as const };
      const { start } = readContainerdConfig(question, { ...files, read });
      expect(start).toMatchObject({ kind: 'unread', error: expect.stringContaining(error) });
    }
  });

  it('on every recorded layout, as releases that were not measured', { timeout: 60_000 }, () => {
    for (const layout of vectors) {
      for (const version of ['1.6.0', '1.7.0', '2.0.0', 'unknown']) {
        const release = configRelease(version);
        readContainerdConfig({ release, parameters: layout.args, cwd: '/', cgroups: 1 }, layoutFiles(layout));
      }
    }
  });
});

function mutate(
  text: string,
  { from, length, text: inserted, twice }: { from: number; length: number; text: string; twice: boolean },
): string {
  const at = text.length === 0 ? 0 : from % text.length;
  const piece = text.slice(at, at + length);
  return text.slice(0, at) + (twice ? piece + piece : inserted) + text.slice(at + length);
}
