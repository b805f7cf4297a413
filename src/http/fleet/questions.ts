import { countAmong, countSilent, fleetRuntimes, shimShares, versionShares } from '../../core/fleet/figures.ts';
import { countHosts, fleetHosts, isWanted, reportingInstances } from '../../core/fleet/hosts.ts';
import { fleetQueries, parseLabels } from '../../core/fleet/queries.ts';
import { defined } from '../../model/defined.ts';
import type { FleetHosts, FleetRuntimes, FleetSummary, FleetVersions } from '../../model/fleet.ts';
import type { PrometheusAnswer, PrometheusSeries, PrometheusView } from '../../model/prometheus.ts';
import { ProblemError } from '../answer/problem.ts';

/** The hosts and the time a question is about. */
interface FleetScope {
  readonly label?: string | undefined;
  readonly time?: string | undefined;
}

/** The fleet in a few figures. */
export async function askSummary(view: PrometheusView, scope: FleetScope): Promise<FleetSummary> {
  const { scraped, unreachable, gone, notLooking, highFindings, brokenDefaults } = queriesOf(scope);
  const questions = { scraped, unreachable, gone, notLooking, highFindings, brokenDefaults };
  const { series, warnings } = await askAll(view, scope, questions);
  const reporting = reportingInstances(series);
  const silent = countSilent(series);
  return {
    hosts: reporting.size + silent.unreachable + silent.gone + silent['not-looking'],
    reporting: reporting.size,
    silent,
    highFindings: countAmong(reporting, series.highFindings),
    defaultUnavailable: countAmong(reporting, series.brokenDefaults),
    warnings,
  };
}

/** Which runtimes there are, and on how many hosts. */
export async function askRuntimes(view: PrometheusView, scope: FleetScope): Promise<FleetRuntimes> {
  const { scraped, notLooking, runtimes } = queriesOf(scope);
  const { series, warnings } = await askAll(view, scope, { scraped, notLooking, runtimes });
  return { reporting: reportingInstances(series).size, runtimes: [...fleetRuntimes(series.runtimes)], warnings };
}

/** How versions are spread. */
export async function askVersions(view: PrometheusView, scope: FleetScope, runtime?: string): Promise<FleetVersions> {
  const { scraped, notLooking, hostVersions } = queriesOf(scope);
  const asked = runtime === undefined ? { scraped: undefined, notLooking: undefined } : { scraped, notLooking };
  const [hosts, behind] = await Promise.all([
    askAll(view, scope, { hostVersions, ...asked }),
    askShims(view, scope, runtime),
  ]);
  return {
    ...defined({ runtime }),
    shims: [...shimShares(reportingInstances(hosts.series), behind.series.shims)],
    containerd: [...versionShares(hosts.series.hostVersions, 'containerd_version')],
    docker: [...versionShares(hosts.series.hostVersions, 'docker_version')],
    warnings: together(hosts, behind),
  };
}

/** Which hosts, and how many of them. */
interface HostsQuestion extends FleetScope {
  readonly runtime?: string | undefined;
  readonly state: Parameters<typeof isWanted>[1];
  readonly offset: number;
  readonly limit: number;
}

const noQueries = { available: undefined, reasons: undefined, findings: undefined };

/** The hosts one by one. */
export async function askHosts(view: PrometheusView, question: HostsQuestion): Promise<FleetHosts> {
  const { runtime, state, offset, limit } = question;
  const { causes, ofRuntime, ...queries } = queriesOf(question);
  const { scraped, unreachable, gone, notLooking, names, highFindings, brokenDefaults, textfiles } = queries;
  const ofAll = { scraped, unreachable, gone, notLooking, names, highFindings, brokenDefaults, textfiles };
  const { available, reasons, findings } = runtime === undefined ? noQueries : ofRuntime(runtime);
  const [about, behind] = await Promise.all([
    askAll(view, question, {
      ...ofAll,
      available,
      reasons,
      findings,
      causes: runtime === undefined ? undefined : causes,
    }),
    askShims(view, question, runtime),
  ]);
  const all = fleetHosts({ ...about.series, shims: behind.series.shims }, runtime);
  const wanted = all.filter((host) => isWanted(host, state));
  return defined({
    runtime,
    counts: countHosts(all),
    total: wanted.length,
    hosts: wanted.slice(offset, offset + limit),
    warnings: together(about, behind),
  });
}

/**
 * The shim behind a runtime on each host. A first query finds its file name, because searching all shims of the fleet
 * takes Prometheus several times as long.
 */
async function askShims(
  view: PrometheusView,
  scope: FleetScope,
  runtime: string | undefined,
): Promise<Answers<'shims'>> {
  if (runtime === undefined) return { series: { shims: [] }, warnings: [] };
  const { ofRuntime, shims } = queriesOf(scope);
  const named = await askAll(view, scope, { binaries: ofRuntime(runtime).binaries });
  const binaries = named.series.binaries.flatMap(({ labels }) => labels['binary'] || []);
  const found = await askAll(view, scope, { shims: binaries.length === 0 ? undefined : shims(runtime, binaries) });
  return { ...found, warnings: together(named, found) };
}

function queriesOf({ label }: FleetScope) {
  return fleetQueries(label === undefined ? [] : (parseLabels(label) ?? []));
}

/** What Prometheus answered to several queries, and its warnings. */
interface Answers<Name extends string> {
  readonly series: Readonly<Record<Name, readonly PrometheusSeries[]>>;
  readonly warnings: string[];
}

/** Their warnings, each once. */
function together(...answers: readonly { readonly warnings: readonly string[] }[]): string[] {
  return [...new Set(answers.flatMap(({ warnings }) => warnings))];
}

/** Sends several queries at once; when one fails, all fail. A name without a query has no series. */
async function askAll<Name extends string>(
  view: PrometheusView,
  { time }: FleetScope,
  queries: Readonly<Record<Name, string | undefined>>,
): Promise<Answers<Name>> {
  const names = Object.keys(queries) as Name[];
  const answers = await Promise.all(names.map((name) => askOne(view, queries[name], time)));
  const good = answers.map(answeredOr502);
  const series = Object.fromEntries(names.map((name, index) => [name, good[index]?.series ?? []]));
  return {
    series: series as Record<Name, readonly PrometheusSeries[]>,
    warnings: together(...good),
  };
}

const nothing: PrometheusAnswer = { ok: true, series: [], warnings: [] };

async function askOne(view: PrometheusView, query: string | undefined, time: string | undefined) {
  return query === undefined ? nothing : view.query(query, time);
}

function answeredOr502(answer: PrometheusAnswer) {
  if (answer.ok) return answer;
  const status = answer.kind === 'late' ? 504 : 502;
  throw new ProblemError(status, `Cannot answer about the fleet: Prometheus ${answer.message}`);
}
