import type { ChildProcess } from 'node:child_process';

const timeoutMs = 20_000;

/** What a daemon prints, as it prints it. */
export class DaemonLog {
  #text = '';
  #ended = false;
  #listener: () => void = () => undefined;

  constructor(daemon: ChildProcess) {
    for (const stream of [daemon.stdout, daemon.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#text += text;
        this.#listener();
      });
    }
    daemon.once('close', () => {
      this.#ended = true;
      this.#listener();
    });
  }

  /** The daemon is gone, and has printed all it will. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How much it has printed. */
  get length(): number {
    return this.#text.length;
  }

  /** All it printed from there on. */
  since(from: number): string {
    return this.#text.slice(from);
  }

  /** What it prints outside its log lines: why it does not start. */
  complaint(): string {
    return this.#text.replace(/^time=.*\n/gm, '').replace(/\n$/, '');
  }

  /** The first match in a whole line from there on; undefined when the daemon ends without one. */
  wait(pattern: RegExp, from: number): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(timer);
        this.#listener = () => undefined;
        done();
      };
      const fail = () => reject(new Error(`The daemon did not print ${pattern} in time: ${this.since(from)}`));
      const timer = setTimeout(() => settle(fail), timeoutMs);
      this.#listener = () => {
        const lines = this.#text.slice(from, this.#text.lastIndexOf('\n') + 1);
        const [match] = pattern.exec(lines) ?? [];
        if (match !== undefined || this.#ended) settle(() => resolve(match));
      };
      this.#listener();
    });
  }
}
