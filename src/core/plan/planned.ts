import { defined } from '../../model/defined.ts';
import type { RunningContainer } from '../../model/host/running-container.ts';
import type { PlannedContainer } from '../../model/plan.ts';
import { type Forecast, forecastRestart } from '../forecast/forecast.ts';
import type { LoadRules } from '../forecast/release.ts';
import { sentenceFor } from '../forecast/sentences.ts';
import type { Shutdown } from './shutdown.ts';

/** A container that runs: what decides about it, and what it is called. */
export interface Subject {
  readonly container: RunningContainer;
  readonly name?: string;
  /** null: not known. */
  readonly runtime: string | null;
  /** Process id of its shim; null: none runs, or it is not known. */
  readonly pid: number | null;
}

/** What a restart is made of. */
export interface Restart {
  /** Version of the containerd afterwards. */
  readonly version: string;
  /** The rules of that version. */
  readonly rules: LoadRules;
  readonly shutdown: Shutdown;
  /** Namespace of dockerd's containers. */
  readonly dockerNamespace: string;
}

/** What happens to one container. */
export function plannedContainer(subject: Subject, restart: Restart): PlannedContainer {
  const { container, name, runtime, pid } = subject;
  const { namespace, id } = container.bundle;
  return defined({ namespace, id, name, runtime, pid, ...outcomeOf(container, restart) });
}

/** dockerd and systemd act before containerd loads what is left. */
function outcomeOf(container: RunningContainer, restart: Restart): Forecast {
  const forecast = afterSystemd(container, restart);
  const { stopsDocker, unknown } = restart.shutdown;
  const isOfDocker = container.bundle.namespace === restart.dockerNamespace;
  if (!isOfDocker || stopsDocker === false || forecast.outcome === 'removed' || forecast.outcome === 'killed') {
    return forecast;
  }
  if (stopsDocker) return because(container, restart, 'docker-stops');
  return forecast.outcome === 'unknown' ? forecast : notKnown('killed', forecast, unknown?.stopsDocker);
}

/** A shim that systemd kills is one that does not run when containerd starts. */
function afterSystemd(container: RunningContainer, restart: Restart): Forecast {
  const { version, rules, shutdown } = restart;
  const kept = () => forecastRestart(container, version, rules);
  if (shutdown.killsShims === false || container.shimProcess === 'gone') return kept();
  const forecast = forecastRestart({ ...container, shimProcess: 'gone' }, version, rules);
  if (shutdown.killsShims === undefined) {
    const other = kept();
    const isSame = other.outcome === forecast.outcome || other.outcome === 'unknown';
    return isSame ? other : notKnown(forecast.outcome, other, shutdown.unknown?.killsShims);
  }
  return forecast.reason === 'shim-gone' ? because(container, restart, 'systemd-kills-shim', forecast) : forecast;
}

function notKnown(one: Forecast['outcome'], { outcome }: Forecast, why = 'something cannot be read'): Forecast {
  const which = one === outcome ? one : `${one} or ${outcome}`;
  return { outcome: 'unknown', reason: 'not-known', message: `It is ${which}, because ${why}` };
}

function because(
  { ownedByCri }: RunningContainer,
  { version }: Restart,
  reason: 'docker-stops' | 'systemd-kills-shim',
  { outcome }: Pick<Forecast, 'outcome'> = { outcome: 'killed' },
): Forecast {
  return { outcome, reason, message: sentenceFor({ outcome, reason, version, ownedByCri }) };
}
