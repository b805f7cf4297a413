import { expect, it } from 'vitest';
import { explainExecution } from '../../../../src/sources/executables/faults/explain-execution.ts';
import { parseLibraryCache } from '../../../../src/sources/executables/libraries/ld-so-cache.ts';
import { HostFiles } from '../../../../src/sources/host-files.ts';
import { elfFile, emptyTree } from './tree.ts';

const ROUNDS = 400;
const options = {
  user: { uid: 0, gid: 0, groups: [] },
  machine: { code: 62, wide: true, little: true },
  searchPath: '/bin',
};

/** Numbers from 0 to `below`, the same in each run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A copy with a few bytes changed, now and then to extreme ones, and sometimes cut off. */
function mutated(bytes: Buffer, next: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + next(12); count > 0; count--) {
    // The header, the tables and the texts of the sample are where a change matters.
    const at = [0, 64, 512, 1024, 2048][next(5)] ?? 0;
    copy[Math.min(at + next(240), copy.length - 1)] = [0, 0xff, 0x7f, 0x80, next(256)][next(5)] ?? 0;
  }
  return next(4) === 0 ? copy.subarray(0, next(copy.length)) : copy;
}

const sample = elfFile({
  loader: '/lib64/ld-linux-x86-64.so.2',
  needed: ['liba.so', 'libb.so'],
  runpath: '$ORIGIN/$LIB:/x',
});
const script = Buffer.from('#!/bin/env -S A=1 sh -e\r\n# more\n');

it.each([
  ['ELF file', sample, 1],
  ['script', script, 2],
])('explainExecution() answers for every damaged %s', (_, bytes, seed) => {
  const next = numbers(seed);
  const tree = emptyTree();
  tree.put('/lib64/ld-linux-x86-64.so.2', elfFile({}));
  tree.put('/lib/liba.so', elfFile({ needed: ['libb.so'] }));
  tree.put('/bin/env', elfFile({}));
  const started = performance.now();

  for (let round = 0; round < ROUNDS; round++) {
    tree.put('/x', mutated(bytes, next));
    const fault = explainExecution(new HostFiles(tree.root), '/x', options);
    expect(fault === undefined || fault.what.length > 0).toBe(true);
  }

  expect(performance.now() - started).toBeLessThan(20_000);
});

it('explainExecution() answers for a program whose library or cache is damaged', () => {
  const next = numbers(3);
  const tree = emptyTree();
  tree.put('/lib64/ld-linux-x86-64.so.2', elfFile({}));
  tree.put('/x', sample);

  for (let round = 0; round < ROUNDS; round++) {
    tree.put('/lib/liba.so', mutated(sample, next));
    expect(explainExecution(new HostFiles(tree.root), '/x', options)?.kind).toBe('missing-library');
  }
});

it('parseLibraryCache() reads every damaged cache', () => {
  const next = numbers(4);
  const cache = Buffer.alloc(4096);
  cache.write('glibc-ld.so.cache1.1', 0, 'latin1');
  cache.writeUInt32LE(60, 20);
  for (let index = 0; index < 60; index++) cache.writeUInt32LE(1500 + index * 30, 48 + index * 24 + 4);

  for (let round = 0; round < ROUNDS * 5; round++) {
    expect(parseLibraryCache(mutated(cache, next)).size).toBeLessThan(2000);
  }
  cache.writeUInt32LE(0xffffffff, 20);
  expect(parseLibraryCache(cache).size).toBeLessThan(2000);
});
