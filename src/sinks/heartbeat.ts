import { write } from 'node:fs';

/** Where the heartbeat goes, how often, and what must move. */
export interface HeartbeatOptions {
  /** A socket that is connected to the one of the service manager. */
  readonly fd: number;
  readonly intervalMs: number;
  /** A number that moves with each look that ends. */
  readonly looks: () => number;
  /** Longest time without a look; after it the heart stops. */
  readonly longestLookMs: number;
}

/**
 * Shows systemd's watchdog that the service is alive (sd_notify(3)): that its event loop runs, and that looks end. A
 * stat(2) that hangs stops the loop, and with it this heartbeat.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #looks = Number.NaN;
  #movedAt = 0;
  #writing: Promise<void> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), options.intervalMs);
    this.#beat();
  }

  /** Resolves when nothing is written any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
  }

  #beat(): void {
    if (this.#writing !== undefined || this.#isStuck()) return;
    this.#writing = new Promise((resolve) => {
      // Nothing is done about a failure: the manager acts when it does not hear from the service.
      write(this.#options.fd, 'WATCHDOG=1', () => {
        this.#writing = undefined;
        resolve();
      });
    });
  }

  #isStuck(): boolean {
    const looks = this.#options.looks();
    const now = performance.now();
    if (looks !== this.#looks) {
      this.#looks = looks;
      this.#movedAt = now;
    }
    return now - this.#movedAt > this.#options.longestLookMs;
  }
}
