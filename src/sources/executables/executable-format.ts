import { endianness } from 'node:os';
import { readExactly } from './elf/elf-file.ts';
import { type ElfFields, elfFields } from './elf/fields.ts';
import { readScriptLine, type ScriptLine } from './faults/script-line.ts';

/** How execve(2) treats a file, judged by its content. */
export type ExecutableFormat =
  | { readonly kind: 'native' }
  /** EIO where a part of the file that must be there is cut off. */
  | { readonly kind: 'refused'; readonly errno: 'ENOEXEC' | 'EIO' }
  /** Needs another program to start. */
  | { readonly kind: 'interpreted'; readonly by: 'script'; readonly interpreter: Buffer }
  /** `layout` is the machine, which its loader must be for, too. */
  | { readonly kind: 'interpreted'; readonly by: 'elf'; readonly interpreter: Buffer; readonly layout: string };

/** Reads `length` bytes at `position`; fewer at the end of the file. */
export type ReadAt = (position: number, length: number) => Buffer;

const FIRST_READ_BYTES = 256;
const MIN_HEAD_BYTES = 64;
const PATH_MAX = 4096;
const ELF_EXEC = 2;
const ELF_SHARED = 3;
const PT_INTERP = 3;
/** `ELF_MIN_ALIGN` bound of `load_elf_phdrs`. */
const MAX_SEGMENTS_BYTES = 65_536;

/** ELF machines that a kernel can start, as `EM_* / width`, the ones of 64 bits first, as the kernel tries them. */
const LAYOUTS: Readonly<Record<string, readonly string[]>> = {
  x64: ['62/64', '62/32', '3/32', '6/32'],
  ia32: ['3/32', '6/32'],
  arm64: ['183/64', '40/32'],
  arm: ['40/32'],
  riscv64: ['243/64'],
  ppc64: ['21/64', '20/32'],
  s390x: ['22/64', '22/32'],
  loong64: ['258/64'],
  mips: ['8/32'],
  mipsel: ['8/32'],
};

const NO_PROGRAM: ExecutableFormat = { kind: 'refused', errno: 'ENOEXEC' };
const CUT_OFF: ExecutableFormat = { kind: 'refused', errno: 'EIO' };

/**
 * The format of a regular file, as the kernel determines it (Linux `fs/binfmt_elf.c`, `fs/binfmt_script.c`). Handlers of
 * binfmt_misc are ignored.
 */
export function executableFormat(readAt: ReadAt, architecture: string = process.arch): ExecutableFormat {
  const head = readAt(0, FIRST_READ_BYTES);
  const script = readScriptLine(head);
  if (script !== undefined) return scriptFormat(script);
  if (!isElf(head)) return NO_PROGRAM;
  const header = padded(head);
  for (const name of LAYOUTS[architecture] ?? [anyLayout(header)]) {
    const format = elfFormat(header, layoutOf(name), readAt);
    if (format !== NO_PROGRAM) return format;
  }
  return NO_PROGRAM;
}

/**
 * Why a file cannot be the loader of a program: EIO where it is shorter than a header, ELIBBAD where it is not an
 * ELF file for the same machine. Its own loader does not matter. Source: Linux `fs/binfmt_elf.c`, `load_elf_binary`.
 */
export function loaderErrno(readAt: ReadAt, layout: string): 'EIO' | 'ELIBBAD' | undefined {
  const elf = layoutOf(layout);
  const head = readAt(0, elf.headerBytes);
  if (head.length < elf.headerBytes) return 'EIO';
  const isUsable = isElf(head) && isFor(head, elf) && readSegments(head, elf, readAt) !== undefined;
  return isUsable ? undefined : 'ELIBBAD';
}

function scriptFormat({ name, isCutOff, isBlank }: ScriptLine): ExecutableFormat {
  if (isBlank || isCutOff) return NO_PROGRAM;
  return { kind: 'interpreted', by: 'script', interpreter: name };
}

function isElf(head: Buffer): boolean {
  return head.length >= 4 && head.readUInt32BE(0) === 0x7f454c46;
}

/** How a machine's kernel reads the header and the program headers; it looks at neither the class nor the byte order. */
interface Layout {
  readonly name: string;
  readonly fields: ElfFields;
  readonly headerBytes: number;
  readonly segmentBytes: number;
}

function layoutOf(name: string): Layout {
  const wide = name.endsWith('/64');
  const fields = elfFields(wide, endianness() === 'LE');
  return { name, fields, headerBytes: wide ? 64 : 52, segmentBytes: wide ? 56 : 32 };
}

/** The layouts of a machine that is not known here: what the file says. */
function anyLayout(head: Buffer): string {
  const wide = head[4] === 2;
  return `${elfFields(wide, endianness() === 'LE').u16(head, 18)}/${wide ? 64 : 32}`;
}

/** The beginning of a file as the kernel has it: zeros follow the end of a short one. */
function padded(head: Buffer): Buffer {
  return head.length >= MIN_HEAD_BYTES ? head : Buffer.concat([head, Buffer.alloc(MIN_HEAD_BYTES - head.length)]);
}

function elfFormat(head: Buffer, layout: Layout, readAt: ReadAt): ExecutableFormat {
  const { fields, name } = layout;
  const type = fields.u16(head, 16);
  if ((type !== ELF_EXEC && type !== ELF_SHARED) || !isFor(head, layout)) return NO_PROGRAM;
  const segments = readSegments(head, layout, readAt);
  if (segments === undefined) return NO_PROGRAM;
  const interp = segments.find((segment) => fields.u32(segment, 0) === PT_INTERP);
  return interp === undefined ? { kind: 'native' } : interpreted(name, fields, interp, readAt);
}

function isFor(head: Buffer, { name, fields }: Layout): boolean {
  return name.startsWith(`${fields.u16(head, 18)}/`);
}

function readSegments(head: Buffer, { fields, segmentBytes }: Layout, readAt: ReadAt): Buffer[] | undefined {
  const { wide, u16, word } = fields;
  const length = segmentBytes * u16(head, wide ? 56 : 44);
  if (u16(head, wide ? 54 : 42) !== segmentBytes || length === 0 || length > MAX_SEGMENTS_BYTES) return undefined;
  const table = readExactly(readAt, word(head, wide ? 32 : 28), length);
  if (table === undefined) return undefined;
  return Array.from({ length: length / segmentBytes }, (_, i) =>
    table.subarray(i * segmentBytes, (i + 1) * segmentBytes),
  );
}

function interpreted(layout: string, { wide, word }: ElfFields, segment: Buffer, readAt: ReadAt): ExecutableFormat {
  const size = word(segment, wide ? 32 : 16);
  if (size < 2 || size > PATH_MAX) return NO_PROGRAM;
  const name = readExactly(readAt, word(segment, wide ? 8 : 4), size);
  if (name === undefined) return CUT_OFF;
  if (name[size - 1] !== 0) return NO_PROGRAM;
  return { kind: 'interpreted', by: 'elf', interpreter: Buffer.from(name.subarray(0, name.indexOf(0))), layout };
}
