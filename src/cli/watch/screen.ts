import { fitScreen } from '../../render/text/fit-screen.ts';
import type { TerminalScreen } from '../terminal.ts';

// Control sequences of xterm: the other buffer, which keeps what the terminal showed, and the cursor.
const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';

/** A terminal that shows one text at a time, and again after a change of its size. */
export class Screen {
  readonly #screen: TerminalScreen;
  readonly #write: (text: string) => void;
  readonly #resized = () => this.#draw();
  readonly #leaves = () => this.leave();
  readonly #stops = () => this.#stop();
  readonly #continues = () => this.#continue();
  #text: string | undefined;

  /** The terminal changes with the first text. */
  constructor(screen: TerminalScreen, write: (text: string) => void) {
    this.#screen = screen;
    this.#write = write;
  }

  /** Shows `text` instead of the text before. */
  show(text: string): void {
    if (this.#text === undefined) this.#enter();
    this.#text = text;
    this.#draw();
  }

  /** Shows again what the terminal showed before. */
  leave(): void {
    if (this.#text === undefined) return;
    this.#text = undefined;
    this.#screen.off(this.#resized);
    process.off('exit', this.#leaves).off('SIGTSTP', this.#stops).off('SIGCONT', this.#continues);
    this.#write(leave);
  }

  #enter(): void {
    this.#write(enter);
    this.#screen.on(this.#resized);
    process.on('exit', this.#leaves).on('SIGTSTP', this.#stops).on('SIGCONT', this.#continues);
  }

  #draw(): void {
    const lines = fitScreen(`${hint}\n\n${this.#text ?? ''}`, this.#screen.size());
    this.#write(`${home}${lines.map((line) => line + clearLine).join('\n')}${clearBelow}`);
  }

  /** The shell gets its own screen while the command is stopped. */
  #stop(): void {
    this.#write(leave);
    process.kill(process.pid, 'SIGSTOP');
  }

  #continue(): void {
    this.#write(enter);
    this.#draw();
  }
}

const hint = 'Drawn again after each change; Ctrl-C ends it';
