import { defined } from '../../model/defined.ts';
import type { DockerRuntimes } from '../../model/host/docker-facts.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { markSource } from '../mark-source.ts';

/** What a daemon.json gives now, and how reading it went. */
export interface ConfigNow {
  readonly configFile: string;
  readonly runtimes: DockerRuntimes;
  readonly states: readonly SourceState[];
}

/** What a daemon.json gives, or gave when it was good last. */
export interface KeptConfig extends ConfigNow {
  /** Error of the configuration on disk while `runtimes` are the last good ones. */
  readonly configError?: DockerRuntimes['error'];
  /** The runtimes to fall back to, and the file that they are from. */
  readonly good?: { readonly configFile: string; readonly runtimes: DockerRuntimes };
}

/**
 * Keeps the runtimes of the last good configuration while the present one is refused or cannot be read: old facts are
 * better than half of the facts. The state of `docker-config` shows it.
 */
export function keepLastGood(before: KeptConfig | undefined, now: ConfigNow): KeptConfig {
  const { configFile, runtimes, states } = now;
  const { error } = runtimes;
  const read = states.find(({ source }) => source === 'docker-config');
  if (error === undefined && read?.state !== 'unreadable') return { ...now, good: { configFile, runtimes } };
  const message = error?.message ?? read?.message;
  const good = before?.good;
  const kept = defined({ good });
  if (good?.configFile !== configFile) {
    return { ...now, ...kept, states: markSource(states, 'docker-config', 'unreadable', message) };
  }
  return defined({
    configFile,
    runtimes: good.runtimes,
    configError: error,
    states: markSource(states, 'docker-config', 'stale', message),
    ...kept,
  });
}
