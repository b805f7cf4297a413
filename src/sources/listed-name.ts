import { isUtf8 } from 'node:buffer';
import { displayBytes } from './tree/byte-path.ts';

/** A directory entry: `name` is for display; when `utf8` is false, only `raw` leads to the file. */
export interface ListedName {
  readonly name: string;
  readonly utf8: boolean;
  readonly raw: Buffer;
}

/** The bytes of a name as a directory has them. */
export function listedName(raw: Buffer): ListedName {
  return { name: displayBytes(raw), utf8: isUtf8(raw), raw };
}

/** The same for a name that is valid text. */
export function textName(name: string): ListedName {
  return { name, utf8: true, raw: Buffer.from(name) };
}
