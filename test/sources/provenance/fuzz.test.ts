import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { type FuzzTarget, fuzz } from '../../faulty-copies.ts';

import { elfWithSections, symbolSections } from './elf-sections.ts';
import { apkInstalled, dpkgStatus, ndbDatabase } from './packages/databases.ts';
import { readerOf } from './read-at.ts';

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

const targets: Readonly<Record<string, FuzzTarget>> = {
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
      const scan = new ContentScan(
        ['sha256'],
        [{ name: 'a', bytes: Buffer.from('containerd.task.v2.Task'), isName: false }],
      );
      scan.add(bytes);
      return scan.finish();
    },
  },
};

it('the fuzz test has at least 200,000 inputs', () => {
  expect(Object.values(targets).reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(200_000);
});

it.each(Object.keys(targets))(
  'the reader "%s" survives faulty copies, quickly and in bounded memory',
  (name) => {
    fuzz(targets[name] ?? { seed: elf, runs: 0, read: () => {} }, name.length * 7919);
  },
  240_000,
);
