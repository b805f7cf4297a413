import type { EngineFacts, ShownRuntimes } from '../../../src/model/host/docker-facts.ts';

const stock = { runc: 'runc', 'io.containerd.runc.v2': 'runc' };

/** What an Engine shows: the stock runtimes, and more of them by name and path. */
export function shown(paths: Readonly<Record<string, string>> = {}, defaultRuntime = 'runc'): ShownRuntimes {
  const all = Object.entries({ ...stock, ...paths });
  return { defaultRuntime, runtimes: new Map(all.map(([name, path]) => [name, { path }])) };
}

/** A running Engine that shows only the stock runtimes. */
export const runningEngine: EngineFacts = { version: '28.5.2', ...shown() };
