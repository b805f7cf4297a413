import { fileNameOf } from '../../../../core/go/path.ts';
import { defined } from '../../../../model/defined.ts';
import type { DigestName, PackageFacts } from '../../../../model/host/program.ts';

/** Tags of a header. Source: rpm `include/rpm/rpmtag.h`. */
const TAGS = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  oldFileNames: 1027,
  fileDigests: 1035,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
  digestAlgorithm: 5011,
} as const;

/** Algorithms of file digests. Source: rpm `include/rpm/rpmcrypto.h`, which takes the numbers of RFC 4880. */
const ALGORITHMS: Readonly<Record<number, DigestName>> = {
  1: 'md5',
  2: 'sha1',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
};

const ENTRY_BYTES = 16;
const MAX_ENTRIES = 65_536;
const MAX_STRING_BYTES = 4096;
const INT32 = 4;

interface Entry {
  readonly type: number;
  /** From the beginning of the blob. */
  readonly offset: number;
  readonly count: number;
}

/** The header of an installed package. */
interface Header {
  readonly blob: Buffer;
  readonly entries: ReadonlyMap<number, Entry>;
}

/**
 * The package whose header this is, if it has a file at one of these paths. Never throws; a damaged header has no file.
 *
 * Format: rpm `lib/header.c`: the number of entries and the bytes of data, the entries, the data; all big-endian.
 */
export function rpmOwner(blob: Buffer, paths: readonly string[]): PackageFacts | undefined {
  const header = parseHeader(blob);
  if (header === undefined) return undefined;
  const index = fileIndex(header, paths);
  return index === undefined ? undefined : packageOf(header, index);
}

function parseHeader(blob: Buffer): Header | undefined {
  if (blob.length < 8) return undefined;
  const count = blob.readUInt32BE(0);
  const start = 8 + count * ENTRY_BYTES;
  if (count > MAX_ENTRIES || start > blob.length) return undefined;
  const entries = new Map<number, Entry>();
  for (let at = 8; at < start; at += ENTRY_BYTES) {
    const entry = {
      type: blob.readUInt32BE(at + 4),
      offset: start + blob.readUInt32BE(at + 8),
      count: blob.readUInt32BE(at + 12),
    };
    if (entry.offset < blob.length && entry.count <= blob.length) entries.set(blob.readUInt32BE(at), entry);
  }
  return { blob, entries };
}

function packageOf(header: Header, index: number): PackageFacts | undefined {
  const name = text(header, TAGS.name);
  const version = text(header, TAGS.version);
  const release = text(header, TAGS.release);
  if (name === undefined || version === undefined || release === undefined) return undefined;
  const epoch = number(header, TAGS.epoch, 0);
  const digest = strings(header, TAGS.fileDigests, index + 1)[index] ?? '';
  const algorithm = ALGORITHMS[number(header, TAGS.digestAlgorithm, 0) ?? 1];
  const isKnown = algorithm !== undefined && /^[0-9a-f]{32,128}$/.test(digest);
  return defined({
    manager: 'rpm',
    name,
    version: `${epoch === undefined ? '' : `${epoch}:`}${version}-${release}`,
    recorded: isKnown ? { algorithm, digest } : undefined,
  });
}

/** The position of a path in the lists of the header. */
function fileIndex(header: Header, paths: readonly string[]): number | undefined {
  const old = strings(header, TAGS.oldFileNames);
  const plain = old.findIndex((name) => paths.includes(name));
  if (plain >= 0) return plain;
  const names = strings(header, TAGS.baseNames);
  const wanted = new Set(paths.map((path) => fileNameOf(path)));
  const candidates = names.flatMap((name, index) => (wanted.has(name) ? [index] : []));
  if (candidates.length === 0) return undefined;
  const directories = strings(header, TAGS.directoryNames);
  return candidates.find((index) => {
    const directory = directories[number(header, TAGS.directoryIndexes, index) ?? -1];
    return directory !== undefined && paths.includes(`${directory}${names[index]}`);
  });
}

function text(header: Header, tag: number): string | undefined {
  return strings(header, tag, 1)[0];
}

/** The strings of an entry, at most `limit` of them. */
function strings({ blob, entries }: Header, tag: number, limit = Number.POSITIVE_INFINITY): string[] {
  const entry = entries.get(tag);
  const found: string[] = [];
  if (entry === undefined) return found;
  let at = entry.offset;
  while (found.length < Math.min(entry.count, limit)) {
    const end = blob.indexOf(0, at);
    if (end < 0 || end - at > MAX_STRING_BYTES) return found;
    found.push(blob.toString('utf8', at, end));
    at = end + 1;
  }
  return found;
}

function number({ blob, entries }: Header, tag: number, index: number): number | undefined {
  const entry = entries.get(tag);
  if (entry === undefined || entry.type !== INT32 || index >= entry.count) return undefined;
  const at = entry.offset + index * 4;
  return at + 4 <= blob.length ? blob.readUInt32BE(at) : undefined;
}
