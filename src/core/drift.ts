import type { DockerDrift, DockerRuntimes, EngineFacts, ShownRuntimes } from '../model/observation.ts';
import { configRules } from './docker/config-rules.ts';
import { showRuntimes, showTheSame } from './docker/shown-runtime.ts';
import { applyReload } from './docker-reload.ts';
import type { DockerInput } from './docker-runtimes.ts';

/** Tells what a reload and a restart would make of a running Engine with the configuration as it is on disk. */
export function foretell(engine: EngineFacts, onDisk: DockerRuntimes, input: DockerInput): DockerDrift {
  const afterReload = applyReload(engine, input);
  if (onDisk.error !== undefined) return { afterReload };
  return { afterReload, afterRestart: showRuntimes(onDisk, configRules(input.version)) };
}

/** One thing that the configuration on disk says otherwise than the running Engine. */
export interface Difference {
  /** A runtime's name; undefined for the default. */
  readonly name: string | undefined;
  readonly kind: 'added' | 'removed' | 'changed';
  /** What makes the configuration hold: a reload where that does, else a restart. */
  readonly needs: 'reload' | 'restart';
}

/**
 * Compares the running Engine with its configuration: with what a restart would make of it, or where dockerd would not
 * start again, with what a reload would. None when neither would come to anything.
 */
export function differences(engine: ShownRuntimes, { afterReload, afterRestart }: DockerDrift): Difference[] {
  const reloaded = afterReload.kind === 'applied' ? afterReload.shown : undefined;
  const wanted = afterRestart ?? reloaded;
  if (wanted === undefined) return [];
  const needs = (isReached: (shown: ShownRuntimes) => boolean) =>
    reloaded !== undefined && isReached(reloaded) ? 'reload' : 'restart';
  const found = [...new Set([...engine.runtimes.keys(), ...wanted.runtimes.keys()])].flatMap((name): Difference[] => {
    const before = engine.runtimes.get(name);
    const after = wanted.runtimes.get(name);
    if (showTheSame(before, after)) return [];
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return [{ name, kind, needs: needs(({ runtimes }) => showTheSame(runtimes.get(name), after)) }];
  });
  if (engine.defaultRuntime === wanted.defaultRuntime) return found;
  const { defaultRuntime } = wanted;
  return [
    ...found,
    { name: undefined, kind: 'changed', needs: needs((shown) => shown.defaultRuntime === defaultRuntime) },
  ];
}
