import { statSync } from 'node:fs';
import { errorCode, UsageError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { loadWebConfig, type WebConfig } from './load-web-config.ts';

/**
 * The current web configuration: a changed file is read again. An invalid file is logged once, and the last valid one
 * stays in effect.
 *
 * TLS and protection stay as they were at the start, because the listen addresses were allowed and logged with them.
 */
export class WebConfigFile {
  readonly #file: string;
  readonly #log: Log;
  readonly #first: WebConfig;
  #files: readonly string[];
  #identity: string;
  #good: WebConfig;

  /** Reads `file`; throws a `UsageError` when it is invalid. */
  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
    const loaded = loadWebConfig(file);
    if (!loaded.ok) throw new UsageError(`Cannot use --web-config ${JSON.stringify(file)}: ${loaded.message}`);
    this.#files = loaded.files;
    this.#identity = identityOf(loaded.files);
    this.#first = loaded.config;
    this.#good = loaded.config;
  }

  /** What holds for the connection or request at hand. Costs a stat of each file. */
  current(): WebConfig {
    const identity = identityOf(this.#files);
    if (identity !== this.#identity) {
      // Taken before the files are read: what moves meanwhile is read again.
      this.#identity = identity;
      this.#reload();
    }
    return this.#good;
  }

  #reload(): void {
    const loaded = loadWebConfig(this.#file);
    if (loaded.files.join('\0') !== this.#files.join('\0')) {
      this.#files = loaded.files;
      this.#identity = identityOf(loaded.files);
    }
    const objection = loaded.ok ? this.#objection(loaded.config) : loaded.message;
    if (objection === undefined && loaded.ok) {
      this.#good = loaded.config;
      this.#log.info({ file: this.#file }, 'web configuration read again');
    } else {
      this.#log.error(
        { file: this.#file, problem: objection },
        'web configuration is invalid, keeping the last valid one',
      );
    }
  }

  #objection(config: WebConfig): string | undefined {
    if ((config.tls === undefined) !== (this.#first.tls === undefined)) {
      return 'TLS cannot be switched while the service runs; restart it';
    }
    if (isProtective(this.#first) && !isProtective(config)) {
      return 'neither TLS nor a password is left; restart the service to have it so';
    }
    return undefined;
  }
}

/** Whether strangers are kept from listening in, or out. */
export function isProtective({ tls, users }: WebConfig): boolean {
  return tls !== undefined || users.size > 0;
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
