import type { FleetHost, FleetHosts, FleetSummary } from '../../model/fleet.ts';
import type { Severity } from '../../model/inventory/finding.ts';
import type { PrometheusSeries } from '../../model/prometheus.ts';
import { severities, severitiesWorstFirst } from '../../model/words.ts';
import { compareCodePoints, sortedByCodePoint } from '../code-points.ts';

/** Why a host is silent. */
type Silence = keyof FleetSummary['silent'];

/** Which hosts there are: `scraped` ones report. A host may be in several of these lists. */
export interface Presence {
  readonly scraped: readonly PrometheusSeries[];
  readonly unreachable: readonly PrometheusSeries[];
  readonly gone: readonly PrometheusSeries[];
  readonly notLooking: readonly PrometheusSeries[];
}

/** What Prometheus knows of the hosts; the last five are empty without a runtime in the question. */
export interface HostSeries extends Presence {
  readonly names: readonly PrometheusSeries[];
  readonly highFindings: readonly PrometheusSeries[];
  readonly brokenDefaults: readonly PrometheusSeries[];
  readonly textfiles: readonly PrometheusSeries[];
  readonly reasons: readonly PrometheusSeries[];
  readonly findings: readonly PrometheusSeries[];
  readonly causes: readonly PrometheusSeries[];
  readonly available: readonly PrometheusSeries[];
  readonly shims: readonly PrometheusSeries[];
}

/** Which hosts the question asks for. */
type HostsWanted = 'all' | keyof FleetHosts['counts'];

/** Every host of the fleet, by name, with what is known of it about `runtime`. */
export function fleetHosts(series: HostSeries, runtime: string | undefined): readonly FleetHost[] {
  const known: Known = {
    names: firstByInstance(series.names),
    availability: valuesByInstance(series.available),
    reasons: firstByInstance(series.reasons),
    shims: firstByInstance(series.shims),
    highFindings: codesByInstance(series.highFindings),
    findings: severitiesByInstance(series.findings),
    causes: severitiesByInstance(series.causes),
    brokenDefaults: firstByInstance(series.brokenDefaults),
    textfiles: new Set(series.textfiles.map(instanceOf)),
  };
  const hosts = new Map<string, FleetHost>();
  for (const { labels } of reportingHosts(series)) addHost(hosts, reportingHost(labels, known, runtime));
  for (const [reason, { labels }] of silentHosts(series)) addHost(hosts, silentHost(labels, reason, known));
  return sortedByCodePoint([...hosts.values()], ({ name = '', instance }) => `${name || instance}\0${instance}`);
}

/** The names of the hosts that report and still look at themselves. */
export function reportingInstances(presence: Reporting): ReadonlySet<string> {
  return new Set(reportingHosts(presence).map(instanceOf));
}

type Reporting = Pick<Presence, 'scraped' | 'notLooking'>;

function reportingHosts({ scraped, notLooking }: Reporting): readonly PrometheusSeries[] {
  const stuck = new Set(notLooking.map(instanceOf));
  return stuck.size === 0 ? scraped : scraped.filter((series) => !stuck.has(instanceOf(series)));
}

/** Each silent host once, with its most specific reason: an unreachable host has no series either. */
export function silentHosts(presence: Presence): readonly (readonly [Silence, PrometheusSeries])[] {
  const { unreachable, notLooking, gone } = presence;
  const known = new Set(reportingInstances(presence));
  const because = (reason: Silence, all: readonly PrometheusSeries[]) =>
    all.flatMap((series): (readonly [Silence, PrometheusSeries])[] => {
      const instance = instanceOf(series);
      if (known.has(instance)) return [];
      known.add(instance);
      return [[reason, series]];
    });
  return [...because('unreachable', unreachable), ...because('not-looking', notLooking), ...because('gone', gone)];
}

/** How many hosts are in each state. */
export function countHosts(hosts: readonly FleetHost[]): FleetHosts['counts'] {
  const counts = { can: 0, cannot: 0, reporting: 0, silent: 0, findings: 0, 'default-unavailable': 0 };
  for (const { state, highFindings, brokenDefault } of hosts) {
    counts[state] += 1;
    if (highFindings.length > 0) counts.findings += 1;
    if (brokenDefault !== undefined) counts['default-unavailable'] += 1;
  }
  return counts;
}

/** Whether the question asks for this host. */
export function isWanted({ state, highFindings, brokenDefault }: FleetHost, wanted: HostsWanted): boolean {
  if (wanted === 'all') return true;
  if (wanted === 'default-unavailable') return brokenDefault !== undefined;
  return wanted === 'findings' ? highFindings.length > 0 : state === wanted;
}

type ByInstance<T> = ReadonlyMap<string, T>;
type Severities = ReadonlyMap<string, Severity | undefined>;

interface Known {
  readonly names: ByInstance<PrometheusSeries>;
  readonly availability: ByInstance<number>;
  readonly reasons: ByInstance<PrometheusSeries>;
  readonly shims: ByInstance<PrometheusSeries>;
  readonly brokenDefaults: ByInstance<PrometheusSeries>;
  readonly highFindings: ByInstance<string[]>;
  readonly findings: ByInstance<Severities>;
  readonly causes: ByInstance<Severities>;
  readonly textfiles: ReadonlySet<string>;
}

/** Two jobs may scrape one instance: the first one counts. */
function addHost(hosts: Map<string, FleetHost>, host: FleetHost): void {
  if (!hosts.has(host.instance)) hosts.set(host.instance, host);
}

function reportingHost(labels: PrometheusSeries['labels'], known: Known, runtime: string | undefined): FleetHost {
  const instance = labels['instance'] ?? '';
  const { containerd_version: containerd, docker_version: docker } = known.names.get(instance)?.labels ?? {};
  const host = {
    ...anyHost(labels, known),
    highFindings: known.highFindings.get(instance) ?? [],
    ...knownOf({
      containerd,
      docker,
      path: known.shims.get(instance)?.labels['path'],
      brokenDefault: known.brokenDefaults.get(instance)?.labels['runtime'],
    }),
  };
  return runtime === undefined ? { ...host, state: 'reporting' } : { ...host, ...aboutRuntime(instance, known) };
}

/** Whether a host can start the runtime that is asked about; an older shimdex does not report why it cannot. */
function aboutRuntime(instance: string, known: Known): Partial<FleetHost> & Pick<FleetHost, 'state' | 'causes'> {
  const value = known.availability.get(instance);
  const findings = causesOf(known.findings.get(instance));
  if (value === 1) return { state: 'can', ...findings };
  if (value === undefined) return { state: 'cannot', reason: 'not-known', ...findings };
  const unavailable = known.reasons.get(instance)?.labels['reason'];
  if (unavailable !== undefined) return { state: 'cannot', reason: 'unavailable', unavailable, ...findings };
  return { state: 'cannot', reason: 'unavailable', ...causesOf(known.causes.get(instance)) };
}

function causesOf(known: Severities = new Map()): Pick<FleetHost, 'causes' | 'severities'> {
  const causes = sortedByCodePoint([...known.keys()], (code) => code);
  const severities = [...known].flatMap(([code, severity]) =>
    severity === undefined ? [] : [[code, severity] as const],
  );
  return { causes, ...(severities.length === 0 ? {} : { severities: Object.fromEntries(severities) }) };
}

/** Its last report about runtimes is out of date, and left out. */
function silentHost(labels: PrometheusSeries['labels'], reason: Silence, known: Known): FleetHost {
  return { ...anyHost(labels, known), state: 'silent', reason, highFindings: [] };
}

/** What is known of a host, silent or not. */
function anyHost(labels: PrometheusSeries['labels'], { names, textfiles }: Known) {
  const { instance = '' } = labels;
  const { nodename, target } = names.get(instance)?.labels ?? {};
  return {
    instance,
    ...knownOf({ name: nodename, target }),
    labels: targetLabels(labels),
    causes: [],
    hasDashboard: !textfiles.has(instance),
  };
}

function targetLabels({ instance: _, __name__: __, ...labels }: PrometheusSeries['labels']): FleetHost['labels'] {
  return labels;
}

/** The labels that have a value; an unknown value is empty. */
export function knownOf<Name extends string>(
  labels: Readonly<Record<Name, string | undefined>>,
): { readonly [name in Name]?: string } {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value)) as { [name in Name]?: string };
}

/** The host a series is of. */
export function instanceOf({ labels }: PrometheusSeries): string {
  return labels['instance'] ?? '';
}

/** When two jobs disagree, the worse value counts. */
function valuesByInstance(all: readonly PrometheusSeries[]): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const series of all) {
    const instance = instanceOf(series);
    values.set(instance, Math.min(series.value, values.get(instance) ?? series.value));
  }
  return values;
}

function firstByInstance(all: readonly PrometheusSeries[]): ReadonlyMap<string, PrometheusSeries> {
  const first = new Map<string, PrometheusSeries>();
  for (const series of all) if (!first.has(instanceOf(series))) first.set(instanceOf(series), series);
  return first;
}

/** The findings of each host, with the worst severity of each code where the series has it. */
function severitiesByInstance(all: readonly PrometheusSeries[]): ReadonlyMap<string, Severities> {
  const found = new Map<string, Map<string, Severity | undefined>>();
  for (const { labels } of all) {
    const { instance = '', code = '' } = labels;
    const known = found.get(instance) ?? new Map<string, Severity | undefined>();
    const given = [known.get(code), severities.find((each) => each === labels['severity'])];
    known.set(
      code,
      severitiesWorstFirst.find((each) => given.includes(each)),
    );
    found.set(instance, known);
  }
  return found;
}

function codesByInstance(all: readonly PrometheusSeries[]): ReadonlyMap<string, string[]> {
  const codes = new Map<string, Set<string>>();
  for (const { labels } of all) {
    const { instance = '', code = '' } = labels;
    const known = codes.get(instance);
    if (known === undefined) codes.set(instance, new Set([code]));
    else known.add(code);
  }
  return new Map([...codes].map(([instance, found]) => [instance, [...found].sort(compareCodePoints)]));
}
