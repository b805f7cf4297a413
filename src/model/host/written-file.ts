/** A configuration that a program writes before it starts its containerd. */
export interface WrittenFile {
  readonly file: string;
  readonly text: string;
  /** The program writes it again whatever was there; otherwise what is there counts. */
  readonly isReplaced: boolean;
  /** Files that it writes too, and that `file` imports; empty files where they are not there yet. */
  readonly imported?: readonly string[];
  /** A sentence about who writes it, and what is described. */
  readonly message: string;
}
