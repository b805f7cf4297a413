import type { ReadAt } from '../../../executables/executable-format.ts';

/** The pages of an SQLite database. */
export interface SqlitePages {
  /** Bytes of a page that cells may use. */
  readonly usableBytes: number;
  /** A page by its number, from 1; undefined where the file has none. */
  page(number: number): Buffer | undefined;
}

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAX_FRAMES = 1_000_000;

/**
 * Opens an SQLite database and its write-ahead log; undefined for another file. Format: sqlite.org `fileformat2.html`.
 */
export function openSqlite(readAt: ReadAt, readWal?: ReadAt): SqlitePages | undefined {
  const header = readAt(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const raw = header.readUInt16BE(16);
  const pageSize = raw === 1 ? 65_536 : raw;
  const usableBytes = pageSize - header.readUInt8(20);
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0 || usableBytes < 480) return undefined;
  const usesWal = header[18] === 2 && header[19] === 2;
  const newer = usesWal && readWal !== undefined ? walPages(readWal, pageSize) : new Map<number, number>();
  return {
    usableBytes,
    page(number) {
      const inWal = newer.get(number);
      const bytes =
        inWal === undefined || readWal === undefined
          ? readAt((number - 1) * pageSize, pageSize)
          : readWal(inWal, pageSize);
      return bytes.length === pageSize ? bytes : undefined;
    },
  };
}

/** Where the log has the newest committed version of each page. */
function walPages(readWal: ReadAt, pageSize: number): Map<number, number> {
  const committed = new Map<number, number>();
  const header = readWal(0, WAL_HEADER_BYTES);
  if (header.length < WAL_HEADER_BYTES || header.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return committed;
  if (header.readUInt32BE(8) !== pageSize) return committed;
  const salt = header.subarray(16, 24);
  const open = new Map<number, number>();
  for (let frame = 0; frame < MAX_FRAMES; frame += 1) {
    const at = WAL_HEADER_BYTES + frame * (FRAME_HEADER_BYTES + pageSize);
    const head = readWal(at, FRAME_HEADER_BYTES);
    // Frames with other salts are left over from before the log began again.
    if (head.length < FRAME_HEADER_BYTES || !head.subarray(8, 16).equals(salt)) return committed;
    open.set(head.readUInt32BE(0), at + FRAME_HEADER_BYTES);
    if (head.readUInt32BE(4) === 0) continue;
    for (const [page, offset] of open) committed.set(page, offset);
    open.clear();
  }
  return committed;
}
