/** How execve(2) treats a file, judged by its first bytes. */
export type ExecutableFormat =
  | { readonly kind: 'native' }
  | { readonly kind: 'unknown' }
  /** Needs another program to start. */
  | { readonly kind: 'interpreted'; readonly by: 'script' | 'elf'; readonly interpreter: Buffer };

/** Reads `length` bytes at `position`; fewer at the end of the file. */
export type ReadAt = (position: number, length: number) => Buffer;

/** Bytes of a `#!` line that execve(2) reads: `BINPRM_BUF_SIZE` of Linux `include/uapi/linux/binfmts.h`. */
const SCRIPT_LINE_BYTES = 256;
const FIRST_READ_BYTES = 4096;
const PATH_MAX = 4096;
const ELF_EXEC = 2;
const ELF_SHARED = 3;
const PT_INTERP = 3;
/** `ELF_MIN_ALIGN` bound of `load_elf_phdrs`. */
const MAX_SEGMENTS_BYTES = 65_536;

/** ELF machines that a kernel can start, as `EM_* / class`, including the 32-bit variant of a 64-bit machine. */
const MACHINES: Readonly<Record<string, readonly string[]>> = {
  x64: ['62/64', '62/32', '3/32'],
  ia32: ['3/32'],
  arm64: ['183/64', '40/32'],
  arm: ['40/32'],
  riscv64: ['243/64'],
  ppc64: ['21/64', '20/32'],
  s390x: ['22/64', '22/32'],
  loong64: ['258/64'],
  mips: ['8/32'],
  mipsel: ['8/32'],
};

/**
 * The format of a regular file, as the kernel determines it (Linux `fs/binfmt_elf.c`, `fs/binfmt_script.c`). Handlers of
 * binfmt_misc are ignored.
 */
export function executableFormat(readAt: ReadAt, architecture: string = process.arch): ExecutableFormat {
  const head = readAt(0, FIRST_READ_BYTES);
  if (head.length >= 2 && head[0] === 0x23 && head[1] === 0x21) return scriptFormat(head);
  if (head.length >= 52 && head.readUInt32BE(0) === 0x7f454c46) return elfFormat(head, readAt, architecture);
  return { kind: 'unknown' };
}

function scriptFormat(head: Buffer): ExecutableFormat {
  const window = head.subarray(2, SCRIPT_LINE_BYTES);
  const newline = window.indexOf(0x0a);
  const line = (newline === -1 ? window : window.subarray(0, newline)).toString('latin1');
  const interpreter = /^[ \t]*([^ \t\0]*)/.exec(line)?.[1] ?? '';
  // The kernel refuses a name that its buffer may have cut off.
  const cutOff = newline === -1 && head.length >= SCRIPT_LINE_BYTES && !/^[ \t]*[^ \t\0]+[ \t\0]/.test(line);
  if (interpreter === '' || cutOff) return { kind: 'unknown' };
  return { kind: 'interpreted', by: 'script', interpreter: Buffer.from(interpreter, 'latin1') };
}

interface ElfReader {
  readonly wide: boolean;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
  /** A field as wide as the file's addresses. */
  word(bytes: Buffer, at: number): number;
}

const UNKNOWN: ExecutableFormat = { kind: 'unknown' };

function elfFormat(head: Buffer, readAt: ReadAt, architecture: string): ExecutableFormat {
  const elf = elfReader(head[4] === 2, head[5] !== 2);
  if ((elf.wide && head.length < 64) || !startsHere(head, elf, architecture)) return UNKNOWN;
  const segments = readSegments(head, elf, readAt);
  if (segments === undefined) return UNKNOWN;
  const interp = segments.find((segment) => elf.u32(segment, 0) === PT_INTERP);
  return interp === undefined ? { kind: 'native' } : interpreted(head, elf, interp, readAt);
}

function startsHere(head: Buffer, elf: ElfReader, architecture: string): boolean {
  const type = elf.u16(head, 16);
  if (type !== ELF_EXEC && type !== ELF_SHARED) return false;
  return MACHINES[architecture]?.includes(`${elf.u16(head, 18)}/${elf.wide ? 64 : 32}`) ?? true;
}

function readSegments(head: Buffer, elf: ElfReader, readAt: ReadAt): Buffer[] | undefined {
  const at = elf.word(head, elf.wide ? 32 : 28);
  const entrySize = elf.u16(head, elf.wide ? 54 : 42);
  const length = entrySize * elf.u16(head, elf.wide ? 56 : 44);
  if (entrySize !== (elf.wide ? 56 : 32) || length === 0 || length > MAX_SEGMENTS_BYTES) return undefined;
  const table = readWithin(head, at, length, readAt);
  if (table === undefined) return undefined;
  return Array.from({ length: length / entrySize }, (_, i) => table.subarray(i * entrySize, (i + 1) * entrySize));
}

function interpreted(head: Buffer, elf: ElfReader, segment: Buffer, readAt: ReadAt): ExecutableFormat {
  const size = elf.word(segment, elf.wide ? 32 : 16);
  if (size < 2 || size > PATH_MAX) return UNKNOWN;
  const name = readWithin(head, elf.word(segment, elf.wide ? 8 : 4), size, readAt);
  if (name === undefined || name[size - 1] !== 0) return UNKNOWN;
  return { kind: 'interpreted', by: 'elf', interpreter: Buffer.from(name.subarray(0, name.indexOf(0))) };
}

/** Bytes of the file, from `head` when possible; undefined beyond its end. */
function readWithin(head: Buffer, at: number, length: number, readAt: ReadAt): Buffer | undefined {
  if (!Number.isSafeInteger(at + length)) return undefined;
  const bytes = at + length <= head.length ? head.subarray(at, at + length) : readAt(at, length);
  return bytes.length === length ? bytes : undefined;
}

function elfReader(wide: boolean, little: boolean): ElfReader {
  const u16 = (bytes: Buffer, at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (bytes: Buffer, at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (bytes: Buffer, at: number) => Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  return { wide, u16, u32, word: wide ? u64 : u32 };
}
