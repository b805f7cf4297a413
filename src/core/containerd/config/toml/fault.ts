/** Why a text is not TOML, in the words of the library as far as they are known. */
export interface TomlFault {
  readonly message: string;
  /** Counted from 1, in characters. */
  readonly row: number;
  readonly column: number;
  /** The library does not say where it is. */
  readonly placeless?: true;
  /** The library panics in a way that ends the process. */
  readonly panics?: true;
  /** The text may be TOML, but it is longer or deeper than this service reads. */
  readonly limit?: true;
}

type ErrorKind = 'syntax' | 'placeless' | 'panic' | 'limit';

/** Carries a fault out of the reader; it never leaves this folder. */
export class TomlError extends Error {
  readonly at: number;
  readonly kind: ErrorKind;

  constructor(message: string, at: number, kind: ErrorKind = 'syntax') {
    super(message);
    this.at = at;
    this.kind = kind;
  }
}
