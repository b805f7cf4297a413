import { errorCode, errorMessage } from '../errors.ts';

/** What a command may touch beside the host it observes. */
export interface Terminal {
  /** The answer, and nothing else. */
  out(text: string): void;
  /** Everything that is not the answer. */
  err(text: string): void;
  /** Somebody looks at the answer, rather than a program. */
  readonly interactive: boolean;
  readonly colour: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The terminal, file or pipe this process was started with. */
export function terminal(): Terminal {
  tolerateClosedPipe(process.stdout);
  tolerateClosedPipe(process.stderr);
  const interactive = process.stdout.isTTY === true;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive,
    colour: interactive && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
    environment: process.env,
  };
}

/** `shimdex list | head -1` closes our output early: whoever reads has what they want. A full disk is a failure. */
function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error) => {
    if (errorCode(error) === 'EPIPE') return;
    process.stderr.write(`shimdex: Cannot write the answer: ${errorMessage(error)}\n`);
    process.exit(2);
  });
}
