import { fstatSync, writeSync } from 'node:fs';
import { errorCode } from '../../errors.ts';

/** Major number of /dev/null, /dev/full and the like. Source: Linux, Documentation/admin-guide/devices.txt. */
const memoryDevices = 1;

/**
 * Standard output or standard error. What is not a terminal is written to directly, because Node's stream takes
 * milliseconds to load. A write then waits for the reader of a pipe.
 */
export class StandardOutput {
  readonly #name: 'stdout' | 'stderr';
  readonly #onError: (error: unknown) => void;
  #stream: NodeJS.WriteStream | undefined;

  /** Calls `onError` for each text that cannot be written. */
  constructor(name: 'stdout' | 'stderr', onError: (error: unknown) => void) {
    this.#name = name;
    this.#onError = onError;
  }

  /** Node's stream: from now on, a write does not wait. */
  open(): NodeJS.WriteStream {
    this.#stream ??= process[this.#name].on('error', this.#onError);
    return this.#stream;
  }

  /** The stream, if a person reads it. */
  get terminal(): NodeJS.WriteStream | undefined {
    return canBeTerminal(this.#descriptor) && this.open().isTTY === true ? this.open() : undefined;
  }

  write(text: string): void {
    if (this.#stream !== undefined) {
      this.#stream.write(text);
      return;
    }
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#descriptor, bytes.subarray(done));
    } catch (error) {
      // A pipe that does not block, and is full: the stream waits until it is read.
      if (errorCode(error) === 'EAGAIN') this.open().write(bytes.subarray(done));
      else this.#onError(error);
    }
  }

  get #descriptor(): number {
    return this.#name === 'stdout' ? 1 : 2;
  }
}

function canBeTerminal(descriptor: number): boolean {
  const stat = fstatSync(descriptor);
  return stat.isCharacterDevice() && stat.rdev >> 8 !== memoryDevices;
}
