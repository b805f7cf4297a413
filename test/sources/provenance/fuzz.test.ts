import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deflateSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { hasLine } from '../../../src/sources/executables/dpkg-status.ts';
import type { ReadAt } from '../../../src/sources/executables/executable-format.ts';
import { readGoBuildInfo } from '../../../src/sources/executables/go-build-info.ts';
import { ContentScan } from '../../../src/sources/provenance/content-scan.ts';
import { readFormat } from '../../../src/sources/provenance/file-format.ts';
import { goBuild } from '../../../src/sources/provenance/go-build.ts';
import { apkOwner } from '../../../src/sources/provenance/packages/apk.ts';
import { statusStanza, sumOf } from '../../../src/sources/provenance/packages/dpkg.ts';
import { movedBy, parseDiversions } from '../../../src/sources/provenance/packages/dpkg-diversions.ts';
import { nixPackage } from '../../../src/sources/provenance/packages/nix.ts';
import { berkeleyBlobs } from '../../../src/sources/provenance/packages/rpm/berkeley-hash.ts';
import { rpmOwner } from '../../../src/sources/provenance/packages/rpm/header.ts';
import { ndbBlobs } from '../../../src/sources/provenance/packages/rpm/ndb.ts';
import { openSqlite } from '../../../src/sources/provenance/packages/rpm/sqlite-pages.ts';
import { sqliteBlobs } from '../../../src/sources/provenance/packages/rpm/sqlite-table.ts';
import { readRustBuild } from '../../../src/sources/provenance/rust-dependencies.ts';
import { readSymbolVersion } from '../../../src/sources/provenance/symbol-version.ts';
import { seededNumbers } from '../../seeded-numbers.ts';
import { elfWithSections, symbolSections } from './elf-sections.ts';
import { apkInstalled, dpkgStatus, ndbDatabase } from './packages/databases.ts';
import { readerOf } from './read-at.ts';

/** Longest time that one input may take. */
const LIMIT_MS = 50;
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;
/** Numbers at which readers go wrong. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** One fault: a byte or a number changed, a part repeated, the end cut off. */
const FAULTS: readonly ((bytes: Buffer, at: number, next: (below: number) => number) => Buffer)[] = [
  (bytes, at, next) => {
    bytes[at] = next(256);
    return bytes;
  },
  (bytes, at, next) => {
    bytes.writeUInt32LE(EDGES[next(EDGES.length)] ?? 0, Math.min(at, bytes.length - 4));
    return bytes;
  },
  (bytes, at, next) => {
    bytes.writeUInt32BE(EDGES[next(EDGES.length)] ?? 0, Math.min(at, bytes.length - 4));
    return bytes;
  },
  (bytes, at, next) => {
    bytes.copy(bytes, next(bytes.length), at, Math.min(bytes.length, at + next(64)));
    return bytes;
  },
  (bytes, at, next) => (next(4) === 0 ? bytes.subarray(0, at) : bytes),
];

/** A copy of the seed with one to four faults, half of them in the beginning, where the headers are. */
function mutate(seed: Buffer, next: (below: number) => number): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  for (let left = 1 + next(4); left > 0 && bytes.length > 8; left -= 1) {
    const at = next(next(2) === 0 ? Math.min(bytes.length, 256) : bytes.length);
    bytes = FAULTS[next(FAULTS.length)]?.(bytes, at, next) ?? bytes;
  }
  return bytes;
}

function exhaust(values: Iterable<Buffer | undefined>): void {
  for (const blob of values) if (blob !== undefined) rpmOwner(blob, ['/usr/bin/runc', '/usr/bin/containerd']);
}

const fixture = (name: string) =>
  gunzipSync(readFileSync(join(import.meta.dirname, '../../fixtures/provenance/rpm', `${name}.gz`)));
const sqlite = (readAt: ReadAt, readWal?: ReadAt) => {
  const pages = openSqlite(readAt, readWal);
  return pages === undefined ? [] : sqliteBlobs(pages);
};
const database = fixture('rpmdb.sqlite');
const headers = [...sqlite(readerOf(database))].filter(
  (blob) => blob !== undefined && blob.length < 16_384,
) as Buffer[];
const path = '/usr/bin/containerd';
const elf = elfWithSections([
  { name: '.dep-v0', bytes: deflateSync('{"packages":[{"name":"a","version":"1.0","root":true}]}') },
  {
    name: '.go.buildinfo',
    bytes: Buffer.concat([
      Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'),
      Buffer.alloc(16),
      Buffer.from('\x08go1.24.1\x60'),
      Buffer.alloc(16, 1),
      Buffer.from('mod\tgithub.com/containerd/containerd/v2\tv2.1.0\tx\nbuild\t-X=1\n'.padEnd(64)),
      Buffer.alloc(16, 1),
    ]),
  },
  ...symbolSections('main.version.str', '1.2.3'),
]);

/** A reader, what it reads when nothing is wrong, and how many faulty copies it gets. */
interface Target {
  readonly seed: Buffer;
  readonly runs: number;
  readonly read: (bytes: Buffer) => unknown;
}

const targets: Readonly<Record<string, Target>> = {
  'ELF header': { seed: elf, runs: 40_000, read: (bytes) => readFormat(readerOf(bytes), bytes.length) },
  'Go build information': {
    seed: elf,
    runs: 35_000,
    read: (bytes) => {
      const info = readGoBuildInfo(readerOf(bytes));
      return info === undefined ? undefined : goBuild(info);
    },
  },
  'Rust dependencies': { seed: elf, runs: 6000, read: (bytes) => readRustBuild(readerOf(bytes)) },
  'symbol table': { seed: elf, runs: 20_000, read: (bytes) => readSymbolVersion(readerOf(bytes)) },
  'rpm header': { seed: headers[0] ?? elf, runs: 40_000, read: (bytes) => rpmOwner(bytes, [path]) },
  'rpm sqlite': { seed: database.subarray(0, 40_960), runs: 2500, read: (bytes) => exhaust(sqlite(readerOf(bytes))) },
  'rpm sqlite log': {
    seed: Buffer.from('377f06820000000000001000'.padEnd(64, '0'), 'hex'),
    runs: 4000,
    read: (bytes) => exhaust(sqlite(readerOf(database.subarray(0, 8192)), readerOf(bytes))),
  },
  'rpm ndb': { seed: ndbDatabase(headers), runs: 4000, read: (bytes) => exhaust(ndbBlobs(readerOf(bytes))) },
  'rpm Berkeley': {
    seed: fixture('Packages').subarray(0, 40_960),
    runs: 6000,
    read: (bytes) => exhaust(berkeleyBlobs(readerOf(bytes))),
  },
  apk: { seed: Buffer.from(apkInstalled), runs: 24_000, read: (bytes) => apkOwner(bytes, path) },
  dpkg: {
    seed: Buffer.from(`${dpkgStatus}\n${'a'.repeat(32)}  usr/bin/containerd\n${path}\n`),
    runs: 24_000,
    read: (bytes) => {
      const text = bytes.toString('utf8');
      statusStanza(Buffer.from(text), 'libshim:amd64');
      sumOf(text, path);
      hasLine(bytes, path);
      movedBy(parseDiversions(text), path, 'containerd');
      return nixPackage(text);
    },
  },
  content: {
    seed: Buffer.from('containerd.task.v2.Task 1.6.20+unknown'.repeat(8)),
    runs: 8000,
    read: (bytes) => {
      const scan = new ContentScan(['sha256'], [{ name: 'a', bytes: Buffer.from('containerd.task.v2.Task') }]);
      scan.add(bytes);
      return scan.finish();
    },
  },
};

/** Time of one reading; a slow one is repeated, because this machine may have been busy. */
function timeOf(read: (bytes: Buffer) => unknown, bytes: Buffer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 8 && best > LIMIT_MS; attempt += 1) {
    const began = performance.now();
    read(bytes);
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it('the fuzz test has at least 200,000 inputs', () => {
  expect(Object.values(targets).reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(200_000);
});

it.each(Object.keys(targets))(
  'the reader "%s" survives faulty copies, quickly and in bounded memory',
  (name) => {
    const { seed, runs, read } = targets[name] ?? { seed: elf, runs: 0, read: () => {} };
    const next = seededNumbers(name.length * 7919);
    read(seed);
    const before = usedBytes();
    let slowest = 0;
    for (let run = 0; run < runs; run += 1) slowest = Math.max(slowest, timeOf(read, mutate(seed, next)));

    expect(slowest).toBeLessThan(LIMIT_MS);
    expect(usedBytes() - before).toBeLessThan(MAX_GROWTH_BYTES);
  },
  240_000,
);
