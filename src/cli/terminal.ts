import { errorCode, errorMessage } from '../errors.ts';

/** The output and environment of a command. */
export interface Terminal {
  /** Writes the answer, and nothing else. */
  out(text: string): void;
  /** Writes everything except the answer. */
  err(text: string): void;
  /** The answer is read by a person, not by a program. */
  readonly interactive: boolean;
  readonly colour: boolean;
  /** What goes to stderr is read by a person. */
  readonly interactiveErrors: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The terminal, file or pipe of this process. */
export function terminal(): Terminal {
  tolerateClosedPipe(process.stdout);
  tolerateClosedPipe(process.stderr);
  const interactive = process.stdout.isTTY === true;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive,
    colour: interactive && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
    interactiveErrors: process.stderr.isTTY === true,
    environment: process.env,
  };
}

/** `shimdex list | head -1` closes our output early, which is not an error; a full disk is one. */
function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error) => {
    if (errorCode(error) === 'EPIPE') return;
    process.stderr.write(`shimdex: Cannot write the answer: ${errorMessage(error)}\n`);
    process.exit(2);
  });
}
