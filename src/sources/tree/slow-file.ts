import { type BigIntStats, fstatSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ReadAt } from '../executables/executable-format.ts';
import { stampOf } from './host-paths.ts';

/** A regular file that is open while somebody reads it bit by bit. */
export interface SlowFile {
  readonly stat: BigIntStats;
  readonly readAt: ReadAt;
  /** Fills a buffer from a position without blocking; gives the number of bytes, 0 at the end. */
  readonly fill: (buffer: Buffer, position: number) => Promise<number>;
  /** The same for a program that has nothing else to do meanwhile: it takes half the time. */
  readonly fillNow: (buffer: Buffer, position: number) => number;
  /** The stamp of the open file now. */
  readonly stampNow: () => string;
}

const readPart = promisify(read);

/** The reader of an open descriptor. */
export function slowFile(fd: number, stat: BigIntStats, readAt: ReadAt): SlowFile {
  return {
    stat,
    readAt,
    fill: async (buffer, position) => (await readPart(fd, buffer, 0, buffer.length, position)).bytesRead,
    fillNow: (buffer, position) => readSync(fd, buffer, 0, buffer.length, position),
    stampNow: () => stampOf(fstatSync(fd, { bigint: true })),
  };
}
