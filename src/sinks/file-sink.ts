import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorMessage } from '../errors.ts';
import type { Log } from '../log.ts';

/** What is written, where, and how often. */
export interface FileSinkOptions {
  readonly file: string;
  /** The whole text as it is now; undefined while there is nothing to say. */
  readonly render: () => string | undefined;
  /** Time after which a text is written again though nothing changed. */
  readonly refreshMs: number;
  /** Least time between two writes, however much changes. */
  readonly gapMs?: number;
  /** Time after which a write that failed is tried again. */
  readonly retryMs?: number;
  readonly log: Log;
}

/**
 * Keeps a file that other programs read: whole at any time, gone when we stop.
 *
 * A failure costs a line in the log and another try. The unfinished text has a name that begins with a dot, which
 * node_exporter's and Node Feature Discovery's readers pass over.
 */
export class FileSink {
  readonly #options: Required<FileSinkOptions>;
  #lastWrite = Number.NEGATIVE_INFINITY;
  #written = false;
  #stopped = false;
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: string | undefined;

  constructor(options: FileSinkOptions) {
    this.#options = { gapMs: 1_000, retryMs: 5_000, ...options };
  }

  /** Tells that a look ended; the file follows at once what changed, and now and then what did not. */
  update({ changed }: { readonly changed: boolean }): void {
    const now = performance.now();
    const due = this.#lastWrite + (changed ? this.#options.gapMs : this.#options.refreshMs);
    if (changed || due <= now) this.#writeAt(Math.max(due, now));
  }

  /** Takes the file away; settles when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer?.handle);
    await this.#writing;
    if (!this.#written) return;
    const { file, log } = this.#options;
    await rm(file, { force: true }).catch((error: unknown) => {
      log.warn({ file, err: error }, 'cannot remove a file for others');
    });
  }

  #writeAt(at: number): void {
    if (this.#stopped || (this.#timer !== undefined && this.#timer.at <= at)) return;
    clearTimeout(this.#timer?.handle);
    const start = () => {
      this.#timer = undefined;
      this.#writing = this.#writing.then(() => this.#write());
    };
    this.#timer = { at, handle: setTimeout(start, at - performance.now()) };
  }

  async #write(): Promise<void> {
    const { file, render, retryMs, log } = this.#options;
    try {
      const text = render();
      if (text === undefined) return;
      await replaceFile(file, text);
      this.#written = true;
      if (this.#failure !== undefined) log.info({ file }, 'writing a file for others again');
      this.#failure = undefined;
    } catch (error) {
      const message = errorMessage(error);
      if (message !== this.#failure) log.warn({ file, err: error }, 'cannot write a file for others, trying again');
      this.#failure = message;
      this.#writeAt(performance.now() + retryMs);
    } finally {
      this.#lastWrite = performance.now();
    }
  }
}

/** Readers see the text before or the text after. The mode is set whatever the umask: they run as other users. */
async function replaceFile(file: string, text: string): Promise<void> {
  const unfinished = join(dirname(file), `.${basename(file)}.tmp`);
  await rm(unfinished, { force: true });
  try {
    // Created anew, so that a link somebody put there is not followed.
    const handle = await open(unfinished, 'wx', 0o644);
    try {
      await handle.chmod(0o644);
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
