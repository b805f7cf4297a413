import type { TextStyle } from '../../render/text/style.ts';

/** One answer, in all its forms. */
export interface Answer {
  /** The body of the REST endpoint of the same name. */
  readonly body: unknown;
  /** The entries of the answer, for one line each. */
  readonly entries: readonly unknown[];
  /** What a script calls the entries. */
  readonly names: readonly string[];
  /** The answer for people; ends in a line break. */
  text(style: TextStyle): string;
}
