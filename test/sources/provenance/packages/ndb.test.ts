import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { rpmOwner } from '../../../../src/sources/provenance/packages/rpm/header.ts';
import { ndbBlobs } from '../../../../src/sources/provenance/packages/rpm/ndb.ts';
import { openSqlite } from '../../../../src/sources/provenance/packages/rpm/sqlite-pages.ts';
import { sqliteBlobs } from '../../../../src/sources/provenance/packages/rpm/sqlite-table.ts';
import { readerOf } from '../read-at.ts';
import { ndbDatabase } from './databases.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/provenance/rpm');

/** The headers that rpm itself wrote. */
function realHeaders(): Buffer[] {
  const pages = openSqlite(readerOf(gunzipSync(readFileSync(join(fixtures, 'rpmdb.sqlite.gz')))));
  return pages === undefined ? [] : [...sqliteBlobs(pages)].filter((blob) => blob !== undefined);
}

it('ndbBlobs() gives the headers of all packages', () => {
  const headers = realHeaders();

  const blobs = [...ndbBlobs(readerOf(ndbDatabase(headers)))].filter((blob) => blob !== undefined);

  expect(blobs).toEqual(headers);
  expect(blobs.map((blob) => rpmOwner(blob, ['/usr/bin/runc'])?.version).filter(Boolean)).toEqual(['4:1.1.12-1.el9']);
});

it('rpmOwner() finds one file among 1,500, and not one of the same name in another directory', () => {
  const [kata] = realHeaders().filter((blob) => blob.includes('containerd-shim-kata-v2'));

  expect(rpmOwner(kata ?? Buffer.alloc(0), ['/opt/kata/share/file-1234'])).toMatchObject({ name: 'kata-containers' });
  expect(rpmOwner(kata ?? Buffer.alloc(0), ['/usr/bin/containerd-shim-kata-v2'])).toBeUndefined();
});
