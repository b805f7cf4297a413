import { statSync } from 'node:fs';
import { errorCode, UsageError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import { loadWebConfig, type WebConfig } from './load-web-config.ts';

/**
 * The web configuration as it is now: a file that moved is read again, and one that is no good is told once while the
 * last good one stands.
 *
 * TLS and protection stay what they were at the start: the addresses were told by them, and admitted by them.
 */
export class WebConfigFile {
  readonly #file: string;
  readonly #log: Log;
  readonly #first: WebConfig;
  #files: readonly string[];
  #identity: string;
  #good: WebConfig;

  /** Reads `file`; throws a `UsageError` when it is no good. */
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
      this.#log.error({ file: this.#file, problem: objection }, 'web configuration is no good, the last one stands');
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
