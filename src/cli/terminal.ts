import { errorCode, errorMessage } from '../errors.ts';
import type { ScreenSize } from '../render/text/fit-screen.ts';

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
  /** What the answer can be drawn on; absent for files, pipes and terminals that only print lines. */
  readonly screen?: TerminalScreen;
  /** Calls `listener` when something is written and nobody reads it any more. */
  onClosed?(listener: () => void): void;
}

/** A terminal whose lines can be replaced. */
export interface TerminalScreen {
  size(): ScreenSize;
  /** Calls `listener` after each change of the size, until `off`. */
  on(listener: () => void): void;
  off(listener: () => void): void;
}

/** The terminal, file or pipe of this process. */
export function terminal(): Terminal {
  tolerateClosedPipe(process.stdout);
  tolerateClosedPipe(process.stderr);
  const interactive = process.stdout.isTTY === true;
  const draws = interactive && process.env['TERM'] !== 'dumb';
  const written: Terminal = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive,
    colour: draws && !process.env['NO_COLOR'],
    interactiveErrors: process.stderr.isTTY === true,
    environment: process.env,
    onClosed: (listener) =>
      process.stdout.on('error', (error) => {
        if (errorCode(error) === 'EPIPE') listener();
      }),
  };
  return draws ? { ...written, screen: screenOf(process.stdout) } : written;
}

function screenOf(stream: NodeJS.WriteStream): TerminalScreen {
  return {
    size: () => ({ columns: stream.columns, rows: stream.rows }),
    on: (listener) => void stream.on('resize', listener),
    off: (listener) => void stream.off('resize', listener),
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
