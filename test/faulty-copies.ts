import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import { seededNumbers } from '../bench/seeded-numbers.js';

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

/** A reader, what it reads when nothing is wrong, and how many faulty copies it gets. */
export interface FuzzTarget {
  readonly seed: Buffer;
  readonly runs: number;
  readonly read: (bytes: Buffer) => unknown;
}

/** Gives a reader its faulty copies: none may throw, take long, or be kept in memory. */
export function fuzz({ seed, runs, read }: FuzzTarget, start: number): void {
  const next = seededNumbers(start);
  read(seed);
  const before = usedBytes();
  let slowest = 0;
  for (let run = 0; run < runs; run += 1) slowest = Math.max(slowest, timeOf(read, mutate(seed, next)));

  expect(slowest).toBeLessThan(LIMIT_MS);
  expect(usedBytes() - before).toBeLessThan(MAX_GROWTH_BYTES);
}
