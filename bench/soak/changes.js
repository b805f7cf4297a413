import { chmodSync, existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeShim } from '../shim-file.js';

const everyMs = 50;
const shims = 20;

/** Changes shims of two directories and the daemon.json every 50 ms, until it is stopped. */
export class Changes {
  #scratch;
  #next;
  #timer;
  #made = 0;
  /** How many changes there were. */
  count = 0;

  constructor(scratch, next) {
    this.#scratch = scratch;
    this.#next = next;
    this.#timer = setInterval(() => this.#change(), everyMs);
  }

  stop() {
    clearInterval(this.#timer);
  }

  #change() {
    this.count += 1;
    const path = join(this.#scratch, this.#next(2) === 0 ? 'a' : 'b', `containerd-shim-soak${this.#next(shims)}-v2`);
    const kind = this.#next(10);
    if (kind < 5) this.#put(path, (unfinished) => writeShim(unfinished));
    else if (kind === 5) this.#put(path, (unfinished) => symlinkSync('../outside', unfinished));
    else if (kind === 6) this.#configure();
    else if (kind === 7 && existsSync(path)) chmodSync(path, this.#next(2) === 0 ? 0o644 : 0o755);
    else rmSync(path, { force: true });
  }

  #put(path, make) {
    this.#made += 1;
    const unfinished = join(this.#scratch, `unfinished${this.#made}`);
    make(unfinished);
    renameSync(unfinished, path);
  }

  #configure() {
    const runtimes = { [`configured${this.#next(3)}`]: { path: join(this.#scratch, 'outside') } };
    this.#put(join(this.#scratch, 'etc', 'daemon.json'), (unfinished) =>
      writeFileSync(unfinished, JSON.stringify({ runtimes })),
    );
  }
}
