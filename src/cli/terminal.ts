import { errorCode, errorMessage } from '../errors.ts';
import { defined } from '../model/defined.ts';
import type { ScreenSize } from '../render/text/fit-screen.ts';
import { StandardOutput } from './output/standard-output.ts';
import { optimizeNothing } from './v8.ts';

/** Exit status when the answer cannot be written. */
const failed = 2;

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
  /** For a command that runs until a signal: from now on, writing does not wait for a slow reader. */
  neverWait?(): void;
  /** For a command that looks at the host once, before it does so: its code need not become fast. */
  runsOnce?(): void;
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
  const closed: (() => void)[] = [];
  const err = new StandardOutput('stderr', (error) => {
    if (!isClosed(error)) process.exit(failed);
  });
  const out = new StandardOutput('stdout', (error) => {
    if (isClosed(error)) {
      for (const listener of closed) listener();
      return;
    }
    err.write(`shimdex: Cannot write the answer: ${errorMessage(error)}\n`);
    process.exit(failed);
  });
  const stream = out.terminal;
  const draws = stream !== undefined && process.env['TERM'] !== 'dumb';
  return {
    out: (text) => out.write(text),
    err: (text) => err.write(text),
    interactive: stream !== undefined,
    colour: draws && !process.env['NO_COLOR'],
    get interactiveErrors() {
      return err.terminal !== undefined;
    },
    environment: process.env,
    ...defined({ screen: draws ? screenOf(stream) : undefined }),
    neverWait: () => {
      out.open();
      err.open();
    },
    runsOnce: optimizeNothing,
    onClosed: (listener) => void closed.push(listener),
  };
}

/** `shimdex list | head -1` closes our output early, which is not an error; a full disk is one. */
function isClosed(error: unknown): boolean {
  return errorCode(error) === 'EPIPE';
}

function screenOf(stream: NodeJS.WriteStream): TerminalScreen {
  return {
    size: () => ({ columns: stream.columns, rows: stream.rows }),
    on: (listener) => void stream.on('resize', listener),
    off: (listener) => void stream.off('resize', listener),
  };
}
