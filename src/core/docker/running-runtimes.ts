import type { DockerRuntime, DockerRuntimes, EngineFacts, ShownRuntime } from '../../model/observation.ts';
import { configRules } from './config/release.ts';
import { dockerRules } from './release.ts';
import { showRuntime, showTheSame } from './shown-runtime.ts';
import { runcShim } from './start.ts';

/** Stands for the shim of a runtime that the Engine has and does not describe. */
export const untoldShim = '';

/**
 * The runtimes in force: the names and the default of the running Engine, each as the configuration on disk describes it
 * where that is what the Engine shows, else as the Engine itself does.
 *
 * Since 25 it does not tell which shim a runtime is: then one on disk that is a shim too is taken for it.
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
  if (runtimeType)
    return { name, origin, shim: runtimeType, runtimeType, ...(options === undefined ? {} : { options }) };
  if (path === undefined) return { name, origin, shim: untoldShim };
  return { name, origin, shim: runcShim, path, ...(args === undefined ? {} : { args }) };
}
