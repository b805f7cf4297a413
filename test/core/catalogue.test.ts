import { expect, it } from 'vitest';
import * as z from 'zod';
import data from '../../src/core/catalogue.json' with { type: 'json' };
import { catalogueEntry } from '../../src/core/catalogue.ts';
import { sortedByCodePoint } from '../../src/core/code-points.ts';
import { containerdRules } from '../../src/core/containerd/release.ts';
import { toBinaryName } from '../../src/core/containerd/runtime-name.ts';
import { CatalogueEntry } from '../../src/model/inventory/catalogue.ts';

const entries = z.array(z.strictObject(CatalogueEntry.shape)).parse(data);

it('the catalogue is sorted and holds each binary once', () => {
  expect(entries).toEqual(sortedByCodePoint(entries, ({ binary }) => binary));
  expect(new Set(entries.map(({ binary }) => binary)).size).toBe(entries.length);
  expect(entries).toHaveLength(91);
});

it.each(entries)('the names of $binary lead to it', ({ binary, runtime, aliases = [] }) => {
  const file = binary.replace(/\.exe$/, '');
  for (const name of [...(runtime === undefined ? [] : [runtime]), ...aliases]) {
    expect(toBinaryName(name, containerdRules('2.3.4'))).toBe(file);
  }
});

it.each(entries)('the description of $binary is one short phrase', ({ description }) => {
  expect(description).toMatch(/^[\x20-\x7e]{8,80}[^.]$/);
});

it('catalogueEntry() finds an entry by file name, and nothing by a name of Object', () => {
  expect(catalogueEntry('containerd-shim-kata-v2')).toMatchObject({
    runtime: 'io.containerd.kata.v2',
    isolation: 'microvm',
    description: 'Kata Containers: each pod in a lightweight VM',
  });
  expect(catalogueEntry('constructor')).toBeUndefined();
});
