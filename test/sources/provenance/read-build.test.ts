import { deflateSync } from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { parseModules } from '../../../src/sources/executables/go-build-info.ts';
import { readFormat } from '../../../src/sources/provenance/file-format.ts';
import { goBuild, linkedVersion } from '../../../src/sources/provenance/go-build.ts';
import { readRustBuild } from '../../../src/sources/provenance/rust-dependencies.ts';
import { readSymbolVersion } from '../../../src/sources/provenance/symbol-version.ts';
import { elfWithSections, symbolSections } from './elf-sections.ts';
import { readerOf } from './read-at.ts';

const crates = {
  packages: [
    { name: 'anyhow', version: '1.0.86', source: 'crates.io' },
    { name: 'containerd-shim', version: '0.8.0', source: 'crates.io' },
    { name: 'containerd-shim-spin-v2', version: '0.17.0', source: 'local', root: true },
  ],
};

function rust(document: unknown): Buffer {
  return elfWithSections([{ name: '.dep-v0', bytes: deflateSync(JSON.stringify(document)) }]);
}

it('readRustBuild() reads the crate of a Rust program, and the crates of containerd in it', () => {
  expect(readRustBuild(readerOf(rust(crates)))).toEqual({
    language: 'rust',
    module: 'containerd-shim-spin-v2',
    version: '0.17.0',
    containerd: { 'containerd-shim': '0.8.0' },
  });
});

it('readRustBuild() gives nothing for other programs and for a section that unpacks to too much', () => {
  const bomb = elfWithSections([{ name: '.dep-v0', bytes: deflateSync(Buffer.alloc(64 * 1024 * 1024)) }]);
  const files = [
    bomb,
    rust(null),
    rust({ packages: [null, 7, { name: 3 }] }),
    Buffer.from('#!/bin/sh\n'),
    elfWithSections([]),
  ];

  expect(files.map((file) => readRustBuild(readerOf(file)))).toEqual(files.map(() => undefined));
});

it('goBuild() gives the module, the commit and the versions of containerd', () => {
  const text = [
    'path\tgithub.com/example/shim/cmd/containerd-shim-example-v1',
    'mod\tgithub.com/example/shim\tv1.4.2\th1:x',
    'dep\tgithub.com/containerd/containerd/api\tv1.10.0\th1:x',
    'dep\tgithub.com/containerd/containerd/v2\tv2.1.0\th1:x',
    '=>\tgithub.com/fork/containerd/v2\tv2.2.0\th1:x',
    'dep\tgithub.com/containerd/errdefs\tv1.0.0\th1:x',
    'build\tvcs.revision=0123abc',
  ].join('\n');

  expect(goBuild({ go: '1.24.1', ...parseModules(text) })).toEqual({
    language: 'go',
    module: 'github.com/example/shim',
    version: 'v1.4.2',
    revision: '0123abc',
    goVersion: '1.24.1',
    containerd: { 'github.com/containerd/containerd/api': 'v1.10.0', 'github.com/containerd/containerd/v2': 'v2.2.0' },
  });
});

it('goBuild() names the main package where the build has no module, and no version for (devel)', () => {
  const debian = parseModules('path\tgithub.com/containerd/containerd/cmd/containerd\n');
  const vendored = parseModules('mod\tgithub.com/containerd/containerd/v2\t(devel)\t\n');

  expect(goBuild({ go: '1.19.8', ...debian })).toEqual({
    language: 'go',
    module: 'github.com/containerd/containerd/cmd/containerd',
    goVersion: '1.19.8',
  });
  expect(goBuild({ go: '1.24.1', ...vendored })).not.toHaveProperty('version');
});

it.each([
  ['-s -w -X github.com/containerd/containerd/v2/version.Version=v2.1.4 -X main.other=3.3', 'v2.1.4'],
  ['-X main.gitCommit=1.2.3 -X "main.version=1.1.5+ds1"', '1.1.5+ds1'],
  [' \t\t-w \t-X "github.com/docker/docker/dockerversion.Version=20.10.24+dfsg1"', '20.10.24+dfsg1'],
  ['-X main.version=dev', undefined],
  ['-s -w', undefined],
])('linkedVersion() reads the version in the linker flags %j', (flags, version) => {
  expect(linkedVersion(flags)).toBe(version);
});

it('readSymbolVersion() follows the symbol of the version', () => {
  const file = elfWithSections(
    symbolSections('github.com/containerd/containerd/v2/version.Version.str', 'v2.2.0-rc.1'),
  );
  const other = elfWithSections(symbolSections('main.revision.str', '1.2.3'));
  const noVersion = elfWithSections(symbolSections('main.version.str', 'unknown'));

  expect(readSymbolVersion(readerOf(file))).toBe('v2.2.0-rc.1');
  expect(readSymbolVersion(readerOf(other))).toBeUndefined();
  expect(readSymbolVersion(readerOf(noVersion))).toBeUndefined();
});

it('readFormat() distinguishes programs, scripts and other files', () => {
  const script = Buffer.from('#! /usr/bin/env python3\n');
  const elf = elfWithSections([]);

  expect(readFormat(readerOf(elf), elf.length)).toEqual({ format: { kind: 'elf', machine: 'x86-64' } });
  expect(readFormat(readerOf(script), script.length)).toEqual({
    format: { kind: 'script', interpreter: '/usr/bin/env' },
  });
  expect(readFormat(readerOf(Buffer.from('text')), 4)).toEqual({ format: { kind: 'other' } });
});

it('readFormat() sees that the end of a program is missing', () => {
  const elf = elfWithSections([]);
  const half = elf.subarray(0, elf.length - 60);

  expect(readFormat(readerOf(half), half.length)).toMatchObject({ wantedBytes: elf.length });
});

it('readSymbolVersion() does not read the text of each of 600,000 symbols with one name', () => {
  const sections = symbolSections('main.version.str', 'unknown').map((section) =>
    section.name === '.symtab'
      ? { ...section, bytes: Buffer.alloc(600_000 * 24, section.bytes.subarray(24)) }
      : section,
  );
  const readAt = vi.fn(readerOf(elfWithSections(sections)));

  expect(readSymbolVersion(readAt)).toBeUndefined();
  expect(readAt.mock.calls.length).toBeLessThan(300);
});
