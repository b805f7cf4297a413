import type { ConnectionOptions } from 'node:tls';
import { ConfigFileError } from '../../../config-files/config-file-error.ts';
import { parseConfigFile } from '../../../config-files/parse-config-file.ts';
import { readConfigFile } from '../../../config-files/read-config-file.ts';
import { type LoadedFile, loadFile, ReloadedFile } from '../../../config-files/reloaded-file.ts';
import { contradictionIn } from './contradiction.ts';
import { HttpConfigDocument, keysAt } from './document.ts';
import { NamedFiles } from './named-files.ts';
import { type RequestHeaders, requestHeaders } from './request-headers.ts';
import { tlsOptions } from './tls-options.ts';

/** How Prometheus is asked: credentials and other headers, TLS, and whether redirects are followed. */
export interface HttpAccess {
  readonly headers: RequestHeaders;
  readonly tls: ConnectionOptions;
  readonly followRedirects: boolean;
}

/** What to do after the file was read again. */
interface Listener {
  readonly onReload: () => void;
  readonly onInvalid: (problem: string) => void;
}

/** The `http_config` file, which is read again when it or a file that it names changes; throws a `UsageError` if it is invalid. */
export function openHttpConfigFile(file: string, listener: Listener): ReloadedFile<HttpAccess> {
  return new ReloadedFile(file, { flag: '--prometheus-http-config', load: () => loadHttpConfig(file), ...listener });
}

/** Reads the `http_config` file and the files it names; never throws for what they contain. */
export function loadHttpConfig(file: string): LoadedFile<HttpAccess> {
  return loadFile(file, (onFile) => {
    const document = parseConfigFile(readConfigFile(file), { schema: HttpConfigDocument, keysAt });
    const problem = contradictionIn(document);
    if (problem !== undefined) throw new ConfigFileError(problem);
    const files = new NamedFiles(file, onFile);
    return {
      headers: requestHeaders(document, files),
      tls: tlsOptions(document.tls_config, files),
      followRedirects: document.follow_redirects,
    };
  });
}
