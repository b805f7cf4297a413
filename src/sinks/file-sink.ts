import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, errorMessage } from '../errors.ts';
import type { Log } from '../log.ts';

/** The content of a file, its path, and how often it is written. */
export interface FileSinkOptions {
  readonly file: string;
  /** Renders the whole current text; undefined while there is none. */
  readonly render: () => string | undefined;
  /** Time after which an unchanged text is written again. */
  readonly refreshMs: number;
  /** Shortest time between two writes. */
  readonly gapMs?: number;
  /** Time after which a failed write is tried again. */
  readonly retryMs?: number;
  readonly log: Log;
}

/**
 * Keeps a file up to date for other programs: the file is always complete, and it is removed when the service stops.
 *
 * A failure is logged and tried again. The unfinished file has a name with a leading dot, which node_exporter and Node
 * Feature Discovery ignore.
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

  /** Call after each look: writes changes at once, and an unchanged text after `refreshMs`. */
  update({ changed }: { readonly changed: boolean }): void {
    const now = performance.now();
    const due = this.#lastWrite + (changed ? this.#options.gapMs : this.#options.refreshMs);
    if (changed || due <= now) this.#writeAt(Math.max(due, now));
  }

  /** Removes the file; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer?.handle);
    await this.#writing;
    if (!this.#written) return;
    const { file, log } = this.#options;
    await rm(file, { force: true }).catch((error: unknown) => {
      log.warn({ file, err: error }, 'cannot remove the file of a sink');
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
      if (!this.#written) await sweep(file);
      await replaceFile(file, text);
      this.#written = true;
      if (this.#failure !== undefined) log.info({ file }, 'writing the file of a sink again');
      this.#failure = undefined;
    } catch (error) {
      // The message has the name of the unfinished file, which is another one each time.
      const failure = errorCode(error) ?? errorMessage(error);
      if (failure !== this.#failure) log.warn({ file, err: error }, 'cannot write the file of a sink, trying again');
      this.#failure = failure;
      this.#writeAt(performance.now() + retryMs);
    } finally {
      this.#lastWrite = performance.now();
    }
  }
}

/** Nobody can guess the name, and keep us from making it, in a directory that others may write to. */
function unfinishedName(file: string): string {
  return `.${basename(file)}.${randomBytes(8).toString('hex')}.tmp`;
}

/** Removes what a service that was killed left unfinished. */
async function sweep(file: string): Promise<void> {
  const start = `.${basename(file)}.`;
  for (const name of await readdir(dirname(file))) {
    const isOurs = name.startsWith(start) && /^[0-9a-f]{16}\.tmp$/.test(name.slice(start.length));
    if (isOurs) await rm(join(dirname(file), name), { force: true }).catch(() => undefined);
  }
}

/** Readers see either the old text or the new one. The mode ignores the umask, because readers run as other users. */
async function replaceFile(file: string, text: string): Promise<void> {
  const unfinished = join(dirname(file), unfinishedName(file));
  try {
    // A new file: a symbolic link at this path is not followed.
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
