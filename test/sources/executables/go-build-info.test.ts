import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ReadAt } from '../../../src/sources/executables/executable-format.ts';
import { parseModules, readGoBuildInfo } from '../../../src/sources/executables/go-build-info.ts';
import { executable, header, varint } from './go-executable.ts';

const SENTINEL = Buffer.alloc(16, 0x30);
const MODULES =
  'path\tgithub.com/containerd/containerd/v2/cmd/containerd\nmod\tgithub.com/containerd/containerd/v2\t(devel)\t\n';

function reader(bytes: Buffer): ReadAt {
  return (position, length) => bytes.subarray(position, position + length);
}

function modText(): Buffer {
  return Buffer.concat([SENTINEL, Buffer.from(MODULES), SENTINEL]);
}

it('readGoBuildInfo() reads inline strings, without a section table', () => {
  const version = Buffer.from('go1.23.4 X:nocoverageredesign');
  const blob = [header(2), varint(version.length), version, varint(modText().length), modText()];

  const info = readGoBuildInfo(reader(executable(Buffer.concat([Buffer.alloc(48), ...blob]))));

  expect(info).toMatchObject({
    go: '1.23.4',
    mainPackage: 'github.com/containerd/containerd/v2/cmd/containerd',
    module: { path: 'github.com/containerd/containerd/v2', version: '(devel)' },
  });
});

it('readGoBuildInfo() follows the pointers of Go before 1.18', () => {
  const blob = header(0);
  blob.writeBigUInt64LE(0x400020n, 16);
  blob.writeBigUInt64LE(0x400030n, 24);
  const strings = Buffer.alloc(32);
  const version = Buffer.from('go1.17.13');
  strings.writeBigUInt64LE(0x400040n, 0);
  strings.writeBigUInt64LE(BigInt(version.length), 8);
  strings.writeBigUInt64LE(BigInt(0x400040 + version.length), 16);
  strings.writeBigUInt64LE(BigInt(modText().length), 24);

  const info = readGoBuildInfo(reader(executable(Buffer.concat([blob, strings, version, modText()]))));

  expect(info).toMatchObject({ go: '1.17.13', module: { version: '(devel)' } });
});

it('readGoBuildInfo() returns nothing for a file that is not a Go executable', () => {
  const wild = header(0);
  wild.fill(0xff, 16);
  const files = [Buffer.alloc(0), Buffer.from('#!/bin/sh\n'), readFileSync('/bin/true'), executable(wild)];

  expect(files.map((bytes) => readGoBuildInfo(reader(bytes)))).toEqual(files.map(() => undefined));
});

it('readGoBuildInfo() survives an executable with false headers', () => {
  const version = Buffer.from('go1.23.4');
  const whole = executable(Buffer.concat([header(2), varint(8), version, varint(modText().length), modText()]));

  for (let at = 0; at < whole.length; at++) {
    const broken = Buffer.from(whole);
    broken[at] = 0xff;
    expect(() => readGoBuildInfo(reader(broken))).not.toThrow();
    expect(() => readGoBuildInfo(reader(whole.subarray(0, at)))).not.toThrow();
  }
});

it.skipIf(!existsSync('/usr/bin/containerd'))('readGoBuildInfo() reads the real containerd in small reads', () => {
  const bytes = readFileSync('/usr/bin/containerd');
  const reads: number[] = [];

  const info = readGoBuildInfo((position, length) => {
    reads.push(length);
    return bytes.subarray(position, position + length);
  });

  expect(info?.mainPackage).toMatch(/^github\.com\/containerd\/containerd\/(v2\/)?cmd\/containerd$/);
  expect(info?.settings.get('GOOS')).toBe('linux');
  expect(Math.max(...reads)).toBeLessThanOrEqual(16_384);
  expect(reads.length).toBeLessThan(10);
});

it('parseModules() reads dependencies, replacements and quoted settings', () => {
  const text = [
    'path\tgithub.com/k3s-io/k3s/cmd/server',
    'mod\tgithub.com/k3s-io/k3s\t(devel)\t',
    'dep\tgithub.com/containerd/containerd/v2\tv2.0.0',
    '=>\tgithub.com/k3s-io/containerd/v2\tv2.0.5-k3s1\th1:x=',
    'dep\texample.com/other\tv1.0.0\th1:y=',
    'build\t-ldflags="-X a/version.Version=1.2.3 -s"',
    'build\tCGO_ENABLED=1',
  ].join('\n');

  expect(parseModules(text)).toMatchObject({
    dependencies: [
      { path: 'github.com/containerd/containerd/v2', version: 'v2.0.5-k3s1' },
      { path: 'example.com/other', version: 'v1.0.0' },
    ],
    settings: new Map([
      ['-ldflags', '-X a/version.Version=1.2.3 -s'],
      ['CGO_ENABLED', '1'],
    ]),
  });
});
