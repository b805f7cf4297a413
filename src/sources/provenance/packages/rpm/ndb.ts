import type { ReadAt } from '../../../executables/executable-format.ts';

const PAGE_BYTES = 4096;
const SLOT_BYTES = 16;
const BLOCK_BYTES = 16;
const BLOB_HEADER_BYTES = 16;
const FIRST_SLOT = 2;
const MAX_SLOT_PAGES = 4096;
const MAX_BLOB_BYTES = 16 * 1024 * 1024;
const FILE_MAGIC = 'RpmP';
const SLOT_MAGIC = 'Slot';
const BLOB_MAGIC = 'BlbS';

/**
 * The blobs of rpm's own database format, which SUSE uses, and undefined for each unused slot; nothing for another file. Never throws.
 *
 * Format: rpm `lib/backend/ndb/rpmpkg.c`: pages of slots, each with a package number and the place of its blob; all
 * little-endian.
 */
export function* ndbBlobs(readAt: ReadAt): Generator<Buffer | undefined> {
  const header = readAt(0, 32);
  if (header.length < 32 || header.toString('latin1', 0, 4) !== FILE_MAGIC || header.readUInt32LE(4) !== 0) return;
  const slotPages = Math.min(header.readUInt32LE(12), MAX_SLOT_PAGES);
  for (let page = 0; page < slotPages; page += 1) {
    const slots = readAt(page * PAGE_BYTES, PAGE_BYTES);
    for (let at = page === 0 ? FIRST_SLOT * SLOT_BYTES : 0; at + SLOT_BYTES <= slots.length; at += SLOT_BYTES) {
      yield blobOf(readAt, slots.subarray(at, at + SLOT_BYTES));
    }
  }
}

function blobOf(readAt: ReadAt, slot: Buffer): Buffer | undefined {
  const packageNumber = slot.readUInt32LE(4);
  const block = slot.readUInt32LE(8);
  if (slot.toString('latin1', 0, 4) !== SLOT_MAGIC || packageNumber === 0 || block === 0) return undefined;
  const at = block * BLOCK_BYTES;
  const header = readAt(at, BLOB_HEADER_BYTES);
  if (header.length < BLOB_HEADER_BYTES || header.toString('latin1', 0, 4) !== BLOB_MAGIC) return undefined;
  const length = header.readUInt32LE(12);
  if (header.readUInt32LE(4) !== packageNumber || length > MAX_BLOB_BYTES) return undefined;
  const blob = readAt(at + BLOB_HEADER_BYTES, length);
  return blob.length === length ? blob : undefined;
}
