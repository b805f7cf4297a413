import { statSync } from 'node:fs';
import { errorCode, UsageError } from '../errors.ts';
import { ConfigFileError } from './config-file-error.ts';

/** What reading a configuration gave, and the files to read again when one of them changes. */
export type LoadedFile<T> = { readonly files: readonly string[] } & (
  | { readonly ok: true; readonly config: T }
  | { readonly ok: false; readonly message: string }
);

/** Reads a configuration and the files that it names; `read` reports each of them to `onFile` before it reads it. */
export function loadFile<T>(file: string, read: (onFile: (file: string) => void) => T): LoadedFile<T> {
  const files = [file];
  try {
    const config = read((named) => void files.push(named));
    return { ok: true, config, files };
  } catch (error) {
    if (error instanceof ConfigFileError) return { ok: false, message: error.message, files };
    throw error;
  }
}

interface Reloading<T> {
  /** The option that names the file. */
  readonly flag: string;
  readonly load: () => LoadedFile<T>;
  /** Why a valid configuration cannot replace the first one while the service runs. */
  readonly objection?: (config: T, first: T) => string | undefined;
  readonly onReload: () => void;
  readonly onInvalid: (problem: string) => void;
}

/**
 * The current content of a configuration file: a changed file is read again, and so are changed files that it names. An
 * invalid file is reported once, and the last valid one stays in effect.
 */
export class ReloadedFile<T> {
  readonly #how: Reloading<T>;
  readonly #first: T;
  #files: readonly string[];
  #identity: string;
  #good: T;

  /** Reads `file`; throws a `UsageError` if it is invalid. */
  constructor(file: string, how: Reloading<T>) {
    this.#how = how;
    const loaded = how.load();
    if (!loaded.ok) throw new UsageError(`Cannot use ${how.flag} ${JSON.stringify(file)}: ${loaded.message}`);
    this.#files = loaded.files;
    this.#identity = identityOf(loaded.files);
    this.#first = loaded.config;
    this.#good = loaded.config;
  }

  /** What applies to this connection or request. Costs a stat of each file. */
  current(): T {
    const identity = identityOf(this.#files);
    if (identity !== this.#identity) {
      // Taken before the files are read: a change in the meantime is read again.
      this.#identity = identity;
      this.#reload();
    }
    return this.#good;
  }

  #reload(): void {
    const loaded = this.#how.load();
    if (loaded.files.join('\0') !== this.#files.join('\0')) {
      this.#files = loaded.files;
      this.#identity = identityOf(loaded.files);
    }
    if (loaded.ok) this.#replace(loaded.config);
    else this.#how.onInvalid(loaded.message);
  }

  #replace(config: T): void {
    const problem = this.#how.objection?.(config, this.#first);
    if (problem === undefined) {
      this.#good = config;
      this.#how.onReload();
    } else {
      this.#how.onInvalid(problem);
    }
  }
}

function identityOf(files: readonly string[]): string {
  return files.map(stampOf).join('\n');
}

function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch (error) {
    return errorCode(error) ?? 'unknown';
  }
}
