import { explanatoryCodes } from '../findings/findings.ts';

/** A label that a host has to have, with its value. */
export interface LabelMatcher {
  readonly name: string;
  readonly value: string;
}

/** How old the last look of a host may be, in seconds; the alert `ShimdexSilent` uses the same limit. */
const silentAfterSeconds = 300;

/** How long a removed host is still shown. Looking further back costs more than all other queries together. */
const rememberedFor = '1h';

/** Labels of `shimdex_build_info` that describe what runs on a host, not which host it is. */
const ofTheBuild = 'version, revision, nodeversion';

/**
 * Every query that the fleet page sends to Prometheus, for the hosts with these labels. Only the values of labels come
 * from outside, and they are quoted, so a client cannot send another query.
 *
 * Several answers need the same query with the same text, so that it is sent once. Hosts that stopped looking are left
 * out here when the answer is a sum; when it lists hosts, its reader leaves them out.
 */
export function fleetQueries(labels: readonly LabelMatcher[]) {
  const select = (metric: string, ...matchers: readonly string[]) => selector(metric, matchers, labels);
  const build = select('shimdex_build_info');
  const notLooking = `time() - ${select('shimdex_last_observation_timestamp_seconds')} > ${silentAfterSeconds}`;
  const gone = `last_over_time(${build}[${rememberedFor}]) unless on (instance) ${build}`;
  const named = (info: string) => `group by (instance, nodename, target, containerd_version, docker_version) (${info})`;
  const info = select('shimdex_host_info');
  const fresh = (series: string) => `(${series} unless on (instance) (${notLooking}))`;
  const ofRuntime = (metric: string, runtime: string) => select(metric, `runtime=${quoted(runtime)}`);
  return {
    /** Hosts that are scraped, with the labels of their targets; some of them may have stopped looking. */
    scraped: `group without (${ofTheBuild}) (${build})`,
    /** Hosts that cannot be scraped; another job may reach them. */
    unreachable: `${select('up', 'job="shimdex"')} == 0`,
    /** Hosts whose series ended. */
    gone: `group without (${ofTheBuild}) (${gone})`,
    /** Hosts that are scraped but stopped looking at themselves. */
    notLooking,
    highFindings: select('shimdex_findings', 'severity="high"'),
    /** What each host calls itself, its target and its versions; of a silent host as long as it is remembered. */
    names: `${named(info)} or on (instance) ${named(`last_over_time(${info}[${rememberedFor}])`)}`,
    /** The default runtimes that would not start. */
    brokenDefaults: `${select('shimdex_default_runtime_info')} and on (instance, job) (${select('shimdex_default_runtime_available')} == 0)`,
    /** Findings of hosts whose shimdex is too old to report the findings of each runtime. */
    causes: `${select('shimdex_findings', `code=~${quoted(explanatoryCodes.join('|'))}`)} unless on (instance) ${select('shimdex_host_info', 'nodename!=""')}`,
    /** Hosts whose series node_exporter reads from a file: no shimdex listens there. */
    textfiles: `group by (instance) (${build} and on (instance, job) ${select('node_exporter_build_info')})`,
    /** On how many hosts each runtime is `available="1"`, and on how many "0". */
    runtimes: `count_values by (runtime) ("available", ${fresh(select('shimdex_runtime_available'))})`,
    hostVersions: `count by (containerd_version, docker_version) ${fresh(select('shimdex_host_info'))}`,
    /** Whether each host can start a runtime and why not, findings about it, and the file names of its shims anywhere. */
    ofRuntime: (runtime: string) => ({
      available: ofRuntime('shimdex_runtime_available', runtime),
      reasons: ofRuntime('shimdex_runtime_unavailable_reason', runtime),
      findings: ofRuntime('shimdex_runtime_findings', runtime),
      binaries: `group by (binary) (${ofRuntime('shimdex_runtime_info', runtime)})`,
    }),
    /** The shim behind a runtime on each host, by the file names it has anywhere. */
    shims: (runtime: string, binaries: readonly string[]) => {
      const named = select('shimdex_shim_info', `binary=~${quoted(binaries.map(literal).join('|'))}`);
      return `${named} and on (instance, binary) ${ofRuntime('shimdex_runtime_info', runtime)}`;
    },
  };
}

/** A text as a string of PromQL, which has the escapes of Go; no text can end the string early. */
export function quoted(text: string): string {
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, unicode)}"`;
}

/**
 * Reads `NAME=VALUE` pairs separated by commas; a comma without a `NAME=` after it belongs to the value. Undefined when a
 * pair has another form. Names that begin with two underscores belong to Prometheus.
 */
export function parseLabels(text: string): readonly LabelMatcher[] | undefined {
  const labels: LabelMatcher[] = [];
  for (const pair of text.split(/,(?=[a-zA-Z_][a-zA-Z0-9_]*=)/)) {
    const [, name, value] = /^(?!__)([a-zA-Z_][a-zA-Z0-9_]*)=(.+)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) return undefined;
    labels.push({ name, value });
  }
  return labels;
}

function selector(metric: string, matchers: readonly string[], labels: readonly LabelMatcher[]): string {
  const all = [...matchers, ...labels.map(({ name, value }) => `${name}=${quoted(value)}`)];
  return all.length === 0 ? metric : `${metric}{${all.join(',')}}`;
}

/** A text as a regular expression of RE2 that matches only this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
