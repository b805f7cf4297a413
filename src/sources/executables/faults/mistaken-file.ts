import type { MistakenKind } from '../../../model/host/execution-fault.ts';

/** What a file is that was put in place of a program. */
export interface MistakenFile {
  readonly kind: MistakenKind;
  /** The end of a sentence that begins with the file. */
  readonly what: string;
}

const archives: readonly (readonly [name: string, magic: string])[] = [
  ['a gzip archive', '\x1f\x8b'],
  ['an xz archive', '\xfd7zXZ\0'],
  ['a zstd archive', '\x28\xb5\x2f\xfd'],
  ['a bzip2 archive', 'BZh'],
  ['a zip archive', 'PK\x03\x04'],
  ['a Debian package', '!<arch>\n'],
  ['an RPM package', '\xed\xab\xee\xdb'],
];

/** Mach-O of 32 and 64 bits in both byte orders, and a file for several machines. */
const macMagics: readonly string[] = ['\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xfe\xed\xfa\xcf', '\xca\xfe\xba\xbe'];

/** Recognises what installers leave by mistake, from the first 512 bytes; undefined for anything else. */
export function mistakenFile(head: Buffer): MistakenFile | undefined {
  const text = head.toString('latin1');
  const archive =
    archives.find(([, magic]) => text.startsWith(magic))?.[0] ?? (isTar(text) ? 'a tar archive' : undefined);
  if (archive !== undefined) return { kind: 'archive', what: `it is ${archive}, not a program` };
  if (macMagics.some((magic) => text.startsWith(magic)))
    return { kind: 'other-system', what: 'it is a program of macOS' };
  if (text.startsWith('MZ') && text.includes('\0')) return { kind: 'other-system', what: 'it is a program of Windows' };
  if (/^\s*<(?:!doctype html|html)\b/i.test(text)) return { kind: 'web-page', what: 'it is a web page, not a program' };
  return undefined;
}

function isTar(text: string): boolean {
  return text.slice(257, 262) === 'ustar';
}
