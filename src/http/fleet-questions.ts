import { countSilent, figureOf, fleetRuntimes, fleetShares } from '../core/fleet-figures.ts';
import { countHosts, fleetHosts, isWanted } from '../core/fleet-hosts.ts';
import { fleetQueries, parseLabels } from '../core/fleet-queries.ts';
import type { FleetHosts, FleetRuntimes, FleetSummary, FleetVersions } from '../model/fleet.ts';
import type { PrometheusAnswer, PrometheusSeries, PrometheusView } from '../model/prometheus.ts';
import { ProblemError } from './problem.ts';

/** The hosts and the time a question is about. */
export interface Scope {
  readonly label?: string | undefined;
  readonly time?: string | undefined;
}

/** The fleet in a few figures. */
export async function askSummary(view: PrometheusView, scope: Scope): Promise<FleetSummary> {
  const queries = queriesOf(scope);
  const { reportingCount, silent, highFindingsCount, defaultUnavailableCount } = queries;
  const { series, warnings } = await askAll(view, scope, {
    reportingCount,
    silent,
    highFindingsCount,
    defaultUnavailableCount,
  });
  const reporting = figureOf(series.reportingCount);
  const silence = countSilent(series.silent);
  return {
    hosts: reporting + silence.unreachable + silence.gone + silence['not-looking'],
    reporting,
    silent: silence,
    highFindings: figureOf(series.highFindingsCount),
    defaultUnavailable: figureOf(series.defaultUnavailableCount),
    warnings,
  };
}

/** Which runtimes there are, and on how many hosts. */
export async function askRuntimes(view: PrometheusView, scope: Scope): Promise<FleetRuntimes> {
  const { reportingCount, runtimesKnown, runtimesAvailable } = queriesOf(scope);
  const { series, warnings } = await askAll(view, scope, { reportingCount, runtimesKnown, runtimesAvailable });
  return {
    reporting: figureOf(series.reportingCount),
    runtimes: [...fleetRuntimes(series.runtimesKnown, series.runtimesAvailable)],
    warnings,
  };
}

/** How versions are spread. */
export async function askVersions(view: PrometheusView, scope: Scope, runtime?: string): Promise<FleetVersions> {
  const queries = queriesOf(scope);
  const { series, warnings } = await askAll(view, scope, {
    shims: runtime === undefined ? undefined : queries.shimVersions(runtime),
    containerd: queries.containerdVersions,
    docker: queries.dockerVersions,
  });
  return {
    ...(runtime === undefined ? {} : { runtime }),
    shims: [...fleetShares(series.shims, 'version')],
    containerd: [...fleetShares(series.containerd, 'containerd_version')],
    docker: [...fleetShares(series.docker, 'docker_version')],
    warnings,
  };
}

/** Which hosts, and how many of them. */
export interface HostsQuestion extends Scope {
  readonly runtime?: string | undefined;
  readonly state: Parameters<typeof isWanted>[1];
  readonly offset: number;
  readonly limit: number;
}

const ofNoRuntime = { causes: undefined, available: undefined, shims: undefined };

/** The hosts one by one. */
export async function askHosts(view: PrometheusView, question: HostsQuestion): Promise<FleetHosts> {
  const { runtime, state, offset, limit } = question;
  const queries = queriesOf(question);
  const { reporting, silent, highFindings, textfiles } = queries;
  const { series, warnings } = await askAll(view, question, {
    reporting,
    silent,
    highFindings,
    textfiles,
    ...(runtime === undefined ? ofNoRuntime : { causes: queries.causes, ...queries.ofRuntime(runtime) }),
  });
  const all = fleetHosts(series, runtime);
  const wanted = all.filter((host) => isWanted(host, state));
  return {
    ...(runtime === undefined ? {} : { runtime }),
    counts: countHosts(all),
    total: wanted.length,
    hosts: wanted.slice(offset, offset + limit),
    warnings,
  };
}

function queriesOf({ label }: Scope) {
  return fleetQueries(label === undefined ? [] : (parseLabels(label) ?? []));
}

/** Asks several things at once; without an answer to one of them there is none at all. What has no query has no series. */
async function askAll<Name extends string>(
  view: PrometheusView,
  { time }: Scope,
  queries: Readonly<Record<Name, string | undefined>>,
): Promise<{ series: Record<Name, readonly PrometheusSeries[]>; warnings: string[] }> {
  const names = Object.keys(queries) as Name[];
  const answers = await Promise.all(names.map((name) => askOne(view, queries[name], time)));
  const heard = answers.map(heardOr502);
  const series = Object.fromEntries(names.map((name, index) => [name, heard[index]?.series ?? []]));
  return {
    series: series as Record<Name, readonly PrometheusSeries[]>,
    warnings: [...new Set(heard.flatMap(({ warnings }) => warnings))],
  };
}

const nothing: PrometheusAnswer = { ok: true, series: [], warnings: [] };

async function askOne(view: PrometheusView, query: string | undefined, time: string | undefined) {
  return query === undefined ? nothing : view.query(query, time);
}

function heardOr502(answer: PrometheusAnswer) {
  if (answer.ok) return answer;
  const status = answer.kind === 'late' ? 504 : 502;
  throw new ProblemError(status, `Cannot tell of the fleet: Prometheus ${answer.message}`);
}
