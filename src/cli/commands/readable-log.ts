import type { LogSink } from '../../log.ts';
import { renderLogLine } from '../../render/text/log-line.ts';

/** The log of a service that a person started on a terminal: nothing is printed before the line that says where it serves. */
export class ReadableLog implements LogSink {
  readonly #print: (text: string) => void;
  #held: string[] | undefined = [];

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  write(line: string): void {
    const text = renderLogLine(line);
    if (this.#held === undefined) this.#print(text);
    else this.#held.push(text);
  }

  /** Prints `head` first, if any, then everything that was held back. */
  start(head = ''): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (head !== '') this.#print(head);
    for (const text of held) this.#print(text);
  }
}
