import { ReloadedFile } from '../../../config-files/reloaded-file.ts';
import type { Log } from '../../../log.ts';
import { loadWebConfig, type WebConfig } from './load-web-config.ts';

/**
 * The web configuration `file`, which is read again when it changes; throws a `UsageError` if it is invalid.
 *
 * TLS and protection stay as they were at the start, because the listen addresses were allowed and logged with them.
 */
export function openWebConfigFile(file: string, log: Log): ReloadedFile<WebConfig> {
  return new ReloadedFile(file, {
    flag: '--web-config',
    load: () => loadWebConfig(file),
    objection,
    onReload: () => log.info({ file }, 'web configuration read again'),
    onInvalid: (problem) => log.error({ file, problem }, 'web configuration is invalid, keeping the last valid one'),
  });
}

function objection(config: WebConfig, first: WebConfig): string | undefined {
  if ((config.tls === undefined) !== (first.tls === undefined)) {
    return 'TLS cannot be switched while the service runs; restart it';
  }
  if (isProtective(first) && !isProtective(config)) {
    return 'neither TLS nor a password is left; restart the service to have it so';
  }
  return undefined;
}

/** Whether strangers are kept from listening in, or out. */
export function isProtective({ tls, users }: WebConfig): boolean {
  return tls !== undefined || users.size > 0;
}
