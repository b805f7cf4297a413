import type {
  DockerDrift,
  DockerRuntimes,
  EngineFacts,
  ShownRuntime,
  ShownRuntimes,
} from '../../model/host/docker-facts.ts';
import type { Dockerd } from './config/dockerd.ts';
import { dockerRules } from './release.ts';
import { applyReload } from './reload.ts';
import { showRuntimes, showTheSame } from './shown-runtime.ts';

/** Computes what a running Engine would have after a reload and after a restart with the configuration on disk. */
export function foretell(engine: EngineFacts, onDisk: DockerRuntimes, dockerd: Dockerd): DockerDrift {
  const afterReload = applyReload(engine, dockerd);
  if (onDisk.error !== undefined) return { afterReload, reloadLoses: [] };
  const afterRestart = showRuntimes(onDisk, dockerd.rules);
  const reloadLoses = afterReload.kind === 'applied' ? lostBy(afterReload.shown, afterRestart, engine) : [];
  return { afterReload, afterRestart, reloadLoses };
}

/** Runtimes that a restart keeps and a reload does not: the ones that the command line adds, and stock names. */
function lostBy(reloaded: ShownRuntimes, restarted: ShownRuntimes, engine: EngineFacts): string[] {
  const isLost = ([name, now]: readonly [string, ShownRuntime]) =>
    showTheSame(now, restarted.runtimes.get(name)) && !showTheSame(now, reloaded.runtimes.get(name));
  return [...engine.runtimes].filter(isLost).map(([name]) => name);
}

/** Whether a reload would drop or change a configured runtime. */
export function isCostly({ reloadLoses }: DockerDrift, version: string): boolean {
  const { stock } = dockerRules(version);
  return reloadLoses.some((name) => !stock.includes(name));
}

/** One difference between the configuration on disk and the running Engine. */
export interface Difference {
  /** A runtime's name; undefined for the default. */
  readonly name: string | undefined;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The configured default, where the defaults differ. */
  readonly next?: string;
  /** What applies the configuration: a reload where that suffices and keeps every configured runtime, else a restart. */
  readonly needs: 'reload' | 'restart';
  /** Runtimes that this reload would drop or change, and a restart keeps unchanged. */
  readonly loses: readonly string[];
}

/**
 * Compares the running Engine with what a restart would give, or with what a reload would give where dockerd would not
 * start again. Empty when neither would work.
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
