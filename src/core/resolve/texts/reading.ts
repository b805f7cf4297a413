import type { Client } from '../../../model/resolution.ts';

/** The runtime name in what somebody typed, and the client that their text names. */
export interface ReadQuestion {
  readonly name: string;
  /** Absent when the text does not say which client it is about. */
  readonly client?: Client;
  /** The text is a command that starts a container without naming a runtime; then `name` is empty. */
  readonly usesDefault?: true;
  /** The image behind which the command has `--runtime`, where the client does not read it. */
  readonly behindImage?: string;
  /** `name` is that of a RuntimeClass; or no name was found, and `name` is the text. */
  readonly about?: 'runtime-class' | 'text';
}
