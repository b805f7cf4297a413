import { readConfigFile } from '../../../config-files/read-config-file.ts';
import { type LoadedFile, loadFile } from '../../../config-files/reloaded-file.ts';
import { defined } from '../../../model/defined.ts';
import { parseWebConfigDocument } from './parse-document.ts';
import type { Users } from './password-check.ts';
import type { RateLimit } from './rate-limiter.ts';
import { type LoadedTls, loadTls } from './tls-server.ts';
import { type PemSource, type TlsSettings, tlsSettings } from './tls-settings.ts';

/** A web configuration that was read completely, certificates included. */
export interface WebConfig {
  readonly tls?: LoadedTls;
  /** If empty, no password is asked for. */
  readonly users: Users;
  /** Headers of every answer, set before the ones of shimdex. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rateLimit: RateLimit;
}

/** Reads the web configuration `file` and the files it names; never throws for what they contain. */
export function loadWebConfig(file: string): LoadedFile<WebConfig> {
  return loadFile(file, (onFile) => {
    const document = parseWebConfigDocument(readConfigFile(file));
    const tls = tlsSettings(document.tls_server_config, file);
    for (const named of filesOf(tls)) onFile(named);
    const { headers } = document.http_server_config;
    return defined({
      users: new Map(Object.entries(document.basic_auth_users)),
      headers: Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : []))),
      rateLimit: { intervalMs: document.rate_limit.interval, burst: document.rate_limit.burst },
      tls: tls === undefined ? undefined : loadTls(tls),
    });
  });
}

function filesOf(tls: TlsSettings | undefined): readonly string[] {
  const sources: readonly (PemSource | undefined)[] = [tls?.cert, tls?.key, tls?.clientCa];
  return sources.flatMap((source) => (source !== undefined && 'file' in source ? [source.file] : []));
}
