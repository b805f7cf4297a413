import { defined } from '../../model/defined.ts';
import type { BuildFacts, ContentFault, DigestName, PackageFacts, ProgramFacts } from '../../model/host/program.ts';
import type { ReadAt } from '../executables/executable-format.ts';
import { readGoBuildInfo } from '../executables/go-build-info.ts';
import type { HostFiles } from '../host-files.ts';
import { stampOf } from '../tree/host-paths.ts';
import type { SlowFile } from '../tree/slow-file.ts';
import { type BytePattern, type ContentFacts, ContentScan } from './content-scan.ts';
import { readFormat } from './file-format.ts';
import { type FilePart, partsOf } from './file-parts.ts';
import { goBuild } from './go-build.ts';
import { readRustBuild } from './rust-dependencies.ts';
import { readSymbolVersion } from './symbol-version.ts';

/** The longest file whose content is read, in bytes. */
const longestContentBytes = 1024 ** 3;
const NOTHING: ContentFacts = { digests: {}, patterns: [] };

/** How the content of a file is read. */
export interface ContentReading {
  readonly hasDigests: boolean;
  /** Whether the version of the program, and what it was built from, is read. */
  readonly hasBuild: boolean;
  /** Bytes that are read at once. */
  readonly partBytes: number;
  /** Other work continues while bytes are read. */
  readonly givesWay: boolean;
  /** Reading begins so much later, in milliseconds. */
  readonly delayMs: number;
  /** Shortest time between two readings of a file that changes all the time, in milliseconds. */
  readonly changingMs: number;
  /** Whether the names of functions are searched too, after what the texts show; absent: always. Not with digests. */
  readonly needsNames?: (texts: Pick<ContentFacts, 'patterns' | 'constant'>) => boolean;
}

/** For a service, which first publishes what was found, and answers requests at the same time. */
export const inBackground: ContentReading = {
  hasDigests: true,
  hasBuild: true,
  partBytes: 256 * 1024,
  givesWay: true,
  delayMs: 50,
  changingMs: 10_000,
};
/** For a command that waits for the verdict, and shows no digest and no version. */
export function forVerdict(needsNames: NonNullable<ContentReading['needsNames']>): ContentReading {
  return { ...inBackground, hasDigests: false, hasBuild: false, givesWay: false, delayMs: 0, needsNames };
}

/** What to read in addition to the file itself. */
interface Wishes extends ContentReading {
  readonly patterns: readonly BytePattern[];
  readonly package?: PackageFacts | null;
  /** Asked between two parts; reading ends when it is true. */
  readonly isStopped: () => boolean;
}

/**
 * Reads everything about one program: format, build information, digests. The content passes through once, in parts, and
 * other work is done in between. Undefined when nothing is there to read, or reading was stopped.
 */
export async function readProgram(
  files: HostFiles,
  realPath: string,
  wishes: Wishes,
): Promise<ProgramFacts | undefined> {
  const read = await files.openSlowly(realPath, (file) => readOpen(file, wishes));
  if (read.ok) return read.value;
  const found = files.stat(realPath);
  if (!found.ok || !found.stat.isFile()) return undefined;
  const fault: ContentFault = { kind: 'unreadable', what: `cannot be read: ${read.errno}` };
  const facts = { ...metadata(found.stat), format: { kind: 'other' as const }, ...NOTHING, fault };
  return defined({ ...facts, package: wishes.package });
}

async function readOpen(file: SlowFile, wishes: Wishes): Promise<ProgramFacts | undefined> {
  const { stat, readAt } = file;
  const size = Number(stat.size);
  const stamp = stampOf(stat);
  const { format, wantedBytes } = readFormat(readAt, size);
  const isBuilt = format.kind === 'elf' && wishes.hasBuild;
  const content = size > longestContentBytes ? NOTHING : await readContent(file, digestsFor(wishes), wishes);
  if (content === undefined) return undefined;
  const fault = file.stampNow() === stamp ? faultOf(size, wantedBytes) : CHANGING;
  return defined({
    ...metadata(stat),
    format,
    build: isBuilt ? buildOf(readAt) : undefined,
    symbol: isBuilt ? readSymbolVersion(readAt) : undefined,
    ...(fault === CHANGING ? NOTHING : content),
    package: wishes.package,
    fault,
  });
}

const CHANGING: ContentFault = { kind: 'changing', what: 'changes while it is read' };

function faultOf(size: number, wantedBytes: number | undefined): ContentFault | undefined {
  if (size > longestContentBytes) {
    return {
      kind: 'too-large',
      what: `has ${size} bytes, and shimdex reads no content of more than ${longestContentBytes}`,
    };
  }
  if (wantedBytes === undefined) return undefined;
  return { kind: 'cut-off', what: `is cut off: its ELF header describes ${wantedBytes} bytes, and it has ${size}` };
}

function metadata({ size, mode, uid, gid }: SlowFile['stat']): Pick<ProgramFacts, 'size' | 'mode' | 'uid' | 'gid'> {
  return { size: Number(size), mode: Number(mode) & 0o7777, uid: Number(uid), gid: Number(gid) };
}

function buildOf(readAt: ReadAt): BuildFacts | undefined {
  const go = readGoBuildInfo(readAt);
  return go === undefined ? readRustBuild(readAt) : goBuild(go);
}

function digestsFor({ hasDigests, package: owner }: Wishes): readonly DigestName[] {
  if (!hasDigests) return [];
  return owner?.recorded === undefined ? ['sha256'] : ['sha256', owner.recorded.algorithm];
}

/** Reads the content to its end; undefined when stopped. A file that grows is not followed. */
async function readContent(
  { fill, fillNow, readAt, stat }: SlowFile,
  digests: readonly DigestName[],
  { patterns, partBytes, givesWay, isStopped, needsNames }: Wishes,
): Promise<ContentFacts | undefined> {
  const scan = new ContentScan(digests, patterns);
  const buffer = Buffer.allocUnsafe(partBytes);
  const size = Number(stat.size);
  const parts = partsOf(readAt, size);
  // Only a digest needs every byte.
  const worth = digests.length > 0 ? parts : worthSearching(parts, () => needsNames?.(scan.found) ?? true);
  for (const { start, end, content } of worth) {
    scan.begin(content);
    for (let position = start; position < end; ) {
      if (isStopped()) return undefined;
      const wanted = buffer.subarray(0, end - position);
      const count = givesWay ? await fill(wanted, position) : fillNow(wanted, position);
      if (count === 0) break;
      scan.add(buffer.subarray(0, count));
      position += count;
    }
  }
  return scan.finish();
}

/** The parts that can have a pattern. The texts come first, and can show that the names do not matter. */
function* worthSearching(parts: readonly FilePart[], needsNames: () => boolean): Iterable<FilePart> {
  yield* parts.filter(({ content }) => content === 'texts');
  if (needsNames()) yield* parts.filter(({ content }) => content === 'names');
}
