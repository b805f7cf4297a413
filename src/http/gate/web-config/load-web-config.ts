import { readFileSync, statSync } from 'node:fs';
import { errorMessage } from '../../../errors.ts';
import { parseWebConfigDocument, WebConfigError } from './parse-document.ts';
import type { Users } from './password-check.ts';
import type { RateLimit } from './rate-limiter.ts';
import { type LoadedTls, loadTls } from './tls-server.ts';
import { type PemSource, type TlsSettings, tlsSettings } from './tls-settings.ts';

/** A web configuration that was read whole, certificates included. */
export interface WebConfig {
  readonly tls?: LoadedTls;
  /** Nobody is asked for a password where this is empty. */
  readonly users: Users;
  /** Headers of every answer, set before the ones of shimdex. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rateLimit: RateLimit;
}

/** What reading gave, and the files that are worth a new try when they move. */
type Loaded = { readonly files: readonly string[] } & (
  | { readonly ok: true; readonly config: WebConfig }
  | { readonly ok: false; readonly message: string }
);

/** Reads the web configuration `file` and the files it names; never throws for what they hold. */
export function loadWebConfig(file: string): Loaded {
  let files: readonly string[] = [file];
  try {
    const document = parseWebConfigDocument(readText(file));
    const tls = tlsSettings(document.tls_server_config, file);
    files = [file, ...filesOf(tls)];
    const { headers } = document.http_server_config;
    const config = {
      users: new Map(Object.entries(document.basic_auth_users)),
      headers: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : []))),
      rateLimit: { intervalMs: document.rate_limit.interval, burst: document.rate_limit.burst },
      ...(tls === undefined ? {} : { tls: loadTls(tls) }),
    };
    return { ok: true, config, files };
  } catch (error) {
    if (error instanceof WebConfigError) return { ok: false, message: error.message, files };
    throw error;
  }
}

/** A FIFO would hold the service up. */
function readText(file: string): string {
  try {
    if (statSync(file).isFile()) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WebConfigError(`${errorMessage(error)}; write a file that can be read`);
  }
  throw new WebConfigError('it is not a regular file; write the path of one');
}

function filesOf(tls: TlsSettings | undefined): readonly string[] {
  const sources: readonly (PemSource | undefined)[] = [tls?.cert, tls?.key, tls?.clientCa];
  return sources.flatMap((source) => (source !== undefined && 'file' in source ? [source.file] : []));
}
