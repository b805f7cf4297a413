import { defined } from '../../model/defined.ts';
import type { DockerRuntime, DockerRuntimes, EngineFacts, ShownRuntime } from '../../model/host/docker-facts.ts';
import { configRules } from './config/release.ts';
import { dockerRules } from './release.ts';
import { showRuntime, showTheSame } from './shown-runtime.ts';
import { runcShim } from './start.ts';

/** The shim of a runtime that the Engine lists without describing it. */
export const untoldShim = '';

/**
 * The runtimes in effect: the names and the default of the running Engine. Each runtime is described by the configuration
 * on disk where that agrees with what the Engine shows, else by the Engine itself.
 *
 * Since 25 the Engine does not show which shim a runtime is: then a shim of that name on disk is assumed to be it.
 */
export function runningRuntimes(engine: EngineFacts, onDisk: DockerRuntimes, version: string): DockerRuntimes {
  const config = configRules(version);
  const { stock } = dockerRules(version);
  const described = new Map(onDisk.runtimes.map((runtime) => [runtime.name, runtime]));
  const runtimes = [...engine.runtimes].map(([name, shown]): DockerRuntime => {
    const runtime = described.get(name);
    if (runtime !== undefined && showTheSame(showRuntime(runtime, config), shown)) return runtime;
    return shownRuntime(name, shown, stock.includes(name) ? 'stock' : 'configured');
  });
  return { defaultRuntime: engine.defaultRuntime, runtimes };
}

function shownRuntime(name: string, shown: ShownRuntime, origin: DockerRuntime['origin']): DockerRuntime {
  const { path, args, runtimeType, options } = shown;
  if (runtimeType) return defined({ name, origin, shim: runtimeType, runtimeType, options });
  if (path === undefined) return { name, origin, shim: untoldShim };
  return defined({ name, origin, shim: runcShim, path, args });
}
