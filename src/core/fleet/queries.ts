/** A label that a host has to have, with its value. */
export interface LabelMatcher {
  readonly name: string;
  readonly value: string;
}

/** How old the last look of a host may be, in seconds; the alert `ShimdexSilent` goes by the same. */
const silentAfterSeconds = 300;

/** How long a host that is no more is still told of; to look further back costs more than all other questions together. */
const rememberedFor = '1h';

/**
 * Findings that may tell why a runtime would not start. They are about the host, not about one runtime: a metric has no
 * room for the rest, and the host's own dashboard says it.
 */
const causes = [
  'configured-runtime-unavailable',
  'default-not-available',
  'default-runtime-unavailable',
  'docker-config-refused',
  'reload-needed',
  'restart-needed',
  'search-path-broken',
  'search-path-unreadable',
  'shim-cannot-start',
  'shim-unusable',
  'source-stale',
  'source-unreadable',
];

/** Labels of `shimdex_build_info` that say what runs on a host, not which host it is. */
const ofTheBuild = 'version, revision, nodeversion';

/**
 * Every question the fleet page has for Prometheus, for the hosts with these labels. All is written here but the values
 * of labels, which are quoted: nobody can ask another question through it.
 *
 * Several answers need the same questions, in the same words: those that are asked at once are answered once. Hosts that
 * look no more are left out here where an answer is a sum; where it names hosts, whoever reads it leaves them out.
 */
export function fleetQueries(labels: readonly LabelMatcher[]) {
  const select = (metric: string, ...matchers: readonly string[]) => selector(metric, matchers, labels);
  const build = select('shimdex_build_info');
  const notLooking = `time() - ${select('shimdex_last_observation_timestamp_seconds')} > ${silentAfterSeconds}`;
  const gone = `last_over_time(${build}[${rememberedFor}]) unless on (instance) ${build}`;
  const heard = (series: string) => `(${series} unless on (instance) (${notLooking}))`;
  const ofRuntime = (metric: string, runtime: string) => select(metric, `runtime=${quoted(runtime)}`);
  return {
    /** Hosts that say something, with the labels of their targets; some of them may look no more. */
    scraped: `group without (${ofTheBuild}) (${build})`,
    /** Hosts that scraping fails on; another job may reach them. */
    unreachable: `${select('up', 'job="shimdex"')} == 0`,
    /** Hosts whose series ended. */
    gone: `group without (${ofTheBuild}) (${gone})`,
    /** Hosts that are scraped, and look at themselves no more. */
    notLooking,
    highFindings: select('shimdex_findings', 'severity="high"'),
    causes: select('shimdex_findings', `code=~${quoted(causes.join('|'))}`),
    defaultUnavailable: `${select('shimdex_default_runtime_available')} == 0`,
    /** Hosts whose series are read by node_exporter from a file: nobody listens there. */
    textfiles: `group by (instance) (${build} and on (instance, job) ${select('node_exporter_build_info')})`,
    /** On how many hosts each runtime is `available="1"`, and on how many "0". */
    runtimes: `count_values by (runtime) ("available", ${heard(select('shimdex_runtime_available'))})`,
    hostVersions: `count by (containerd_version, docker_version) ${heard(select('shimdex_host_info'))}`,
    /** Whether each host can start a runtime, and the file names of the shims behind it anywhere. */
    ofRuntime: (runtime: string) => ({
      available: ofRuntime('shimdex_runtime_available', runtime),
      binaries: `group by (binary) (${ofRuntime('shimdex_runtime_info', runtime)})`,
    }),
    /** The shim behind a runtime on each host, by the file names it has anywhere. */
    shims: (runtime: string, binaries: readonly string[]) => {
      const named = select('shimdex_shim_info', `binary=~${quoted(binaries.map(literal).join('|'))}`);
      return `${named} and on (instance, binary) ${ofRuntime('shimdex_runtime_info', runtime)}`;
    },
  };
}

/** A text as a string of PromQL, which has the escapes of Go; what comes behind it stays outside, whatever it holds. */
export function quoted(text: string): string {
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\p{Cc}/gu, unicode)}"`;
}

/**
 * Reads `NAME=VALUE`, several with a comma between them; a comma that no further `NAME=` follows belongs to the value.
 * Undefined when one is not of that form. Names with two underscores in front are Prometheus' own.
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

/** A text as a regular expression of RE2 that matches it alone. */
function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
