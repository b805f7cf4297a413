import type { DockerDrift, DockerRuntimes, EngineFacts, ShownRuntime, ShownRuntimes } from '../../model/observation.ts';
import { configRules } from './config/release.ts';
import { dockerRules } from './release.ts';
import { applyReload } from './reload.ts';
import { showRuntimes, showTheSame } from './shown-runtime.ts';
import type { DockerInput } from './start.ts';

/** Tells what a reload and a restart would make of a running Engine with the configuration as it is on disk. */
export function foretell(engine: EngineFacts, onDisk: DockerRuntimes, input: DockerInput): DockerDrift {
  const afterReload = applyReload(engine, input);
  if (onDisk.error !== undefined) return { afterReload, reloadLoses: [] };
  const afterRestart = showRuntimes(onDisk, configRules(input.version));
  const reloadLoses = afterReload.kind === 'applied' ? lostBy(afterReload.shown, afterRestart, engine) : [];
  return { afterReload, afterRestart, reloadLoses };
}

/** What is the same now and after a restart, and not after a reload: what the command line adds, and stock names. */
function lostBy(reloaded: ShownRuntimes, restarted: ShownRuntimes, engine: EngineFacts): string[] {
  const isLost = ([name, now]: readonly [string, ShownRuntime]) =>
    showTheSame(now, restarted.runtimes.get(name)) && !showTheSame(now, reloaded.runtimes.get(name));
  return [...engine.runtimes].filter(isLost).map(([name]) => name);
}

/** Tells whether a reload would cost a runtime that somebody configured. */
export function isCostly({ reloadLoses }: DockerDrift, version: string): boolean {
  const { stock } = dockerRules(version);
  return reloadLoses.some((name) => !stock.includes(name));
}

/** One thing that the configuration on disk says otherwise than the running Engine. */
export interface Difference {
  /** A runtime's name; undefined for the default. */
  readonly name: string | undefined;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The default that is configured, where that is the difference. */
  readonly next?: string;
  /** What makes the configuration hold: a reload where that does and costs no configured runtime, else a restart. */
  readonly needs: 'reload' | 'restart';
  /** Runtimes that the reload which makes it hold would drop or change, and a restart keeps as they are. */
  readonly loses: readonly string[];
}

/**
 * Compares the running Engine with its configuration: with what a restart would make of it, or where dockerd would not
 * start again, with what a reload would. None when neither would come to anything.
 */
export function differences(engine: EngineFacts, drift: DockerDrift): Difference[] {
  const { afterReload, afterRestart, reloadLoses: loses } = drift;
  const reloaded = afterReload.kind === 'applied' ? afterReload.shown : undefined;
  const wanted = afterRestart ?? reloaded;
  if (wanted === undefined) return [];
  const mend = (isReached: (shown: ShownRuntimes) => boolean): Pick<Difference, 'needs' | 'loses'> => {
    if (reloaded === undefined || !isReached(reloaded)) return { needs: 'restart', loses: [] };
    return { needs: isCostly(drift, engine.version) ? 'restart' : 'reload', loses };
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
  return [
    ...found,
    {
      name: undefined,
      kind: 'changed',
      next: defaultRuntime,
      ...mend((shown) => shown.defaultRuntime === defaultRuntime),
    },
  ];
}
