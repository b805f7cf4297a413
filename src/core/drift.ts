import type { DockerDrift, DockerRuntimes, EngineFacts, ShownRuntimes } from '../model/observation.ts';
import { configRules } from './docker/config-rules.ts';
import { showRuntimes, showTheSame } from './docker/shown-runtime.ts';
import { applyReload } from './docker-reload.ts';
import { dockerRules } from './docker-rules.ts';
import type { DockerInput } from './docker-runtimes.ts';

/** Tells what a reload and a restart would make of a running Engine with the configuration as it is on disk. */
export function foretell(engine: EngineFacts, onDisk: DockerRuntimes, input: DockerInput): DockerDrift {
  const afterReload = applyReload(engine, input);
  if (onDisk.error !== undefined) return { afterReload, reloadDrops: [] };
  const afterRestart = showRuntimes(onDisk, configRules(input.version));
  const reloadDrops = afterReload.kind === 'applied' ? droppedBy(afterReload.shown, afterRestart, engine) : [];
  return { afterReload, afterRestart, reloadDrops };
}

/**
 * What is there now, would be after a restart and would not be after a reload: what the command line adds, and stock
 * names. Since 23 a stock name is good without its entry too.
 */
function droppedBy(reloaded: ShownRuntimes, restarted: ShownRuntimes, engine: EngineFacts): string[] {
  const { stock, implicit } = dockerRules(engine.version);
  return [...engine.runtimes.keys()].filter(
    (name) => restarted.runtimes.has(name) && !reloaded.runtimes.has(name) && !(implicit && stock.includes(name)),
  );
}

/** Tells whether a reload would cost a runtime that somebody configured. */
export function isCostly({ reloadDrops }: DockerDrift, version: string): boolean {
  const { stock } = dockerRules(version);
  return reloadDrops.some((name) => !stock.includes(name));
}

/** One thing that the configuration on disk says otherwise than the running Engine. */
export interface Difference {
  /** A runtime's name; undefined for the default. */
  readonly name: string | undefined;
  readonly kind: 'added' | 'removed' | 'changed';
  /** What makes the configuration hold: a reload where that does and costs no configured runtime, else a restart. */
  readonly needs: 'reload' | 'restart';
  /** Runtimes that the reload which makes it hold would drop, and a restart keeps. */
  readonly drops: readonly string[];
}

/**
 * Compares the running Engine with its configuration: with what a restart would make of it, or where dockerd would not
 * start again, with what a reload would. None when neither would come to anything.
 */
export function differences(engine: EngineFacts, drift: DockerDrift): Difference[] {
  const { afterReload, afterRestart, reloadDrops: drops } = drift;
  const reloaded = afterReload.kind === 'applied' ? afterReload.shown : undefined;
  const wanted = afterRestart ?? reloaded;
  if (wanted === undefined) return [];
  const mend = (isReached: (shown: ShownRuntimes) => boolean): Pick<Difference, 'needs' | 'drops'> => {
    if (reloaded === undefined || !isReached(reloaded)) return { needs: 'restart', drops: [] };
    return { needs: isCostly(drift, engine.version) ? 'restart' : 'reload', drops };
  };
  const found = [...new Set([...engine.runtimes.keys(), ...wanted.runtimes.keys()])].flatMap((name): Difference[] => {
    const before = engine.runtimes.get(name);
    const after = wanted.runtimes.get(name);
    if (showTheSame(before, after)) return [];
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return [{ name, kind, ...mend(({ runtimes }) => showTheSame(runtimes.get(name), after)) }];
  });
  if (engine.defaultRuntime === wanted.defaultRuntime) return found;
  const { defaultRuntime } = wanted;
  return [...found, { name: undefined, kind: 'changed', ...mend((shown) => shown.defaultRuntime === defaultRuntime) }];
}
