/** The two formats of a metrics page: Prometheus' text format 0.0.4, and OpenMetrics 1.0.0. */
export type MetricsFormat = 'text' | 'openmetrics';

/** One metric with its series. Names of counters end in `_total`. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** One series. Series of histograms have a suffix: `_bucket`, `_sum`, `_count`. */
export interface Sample {
  readonly suffix?: string;
  readonly labels?: Labels;
  readonly value: number;
}

/** Values by label name. Values may contain anything; names are ours. */
export type Labels = Readonly<Record<string, string>>;

/** Longest value of a label in bytes of UTF-8: PATH_MAX of Linux, and the longest name that the API accepts. */
const longestValue = 4096;

/** Renders families in `format`, without the end mark of OpenMetrics; families without samples are omitted. */
export function renderFamilies(families: readonly Family[], format: MetricsFormat): string {
  return families.map((family) => renderFamily(family, format)).join('');
}

function renderFamily({ name, type, help, samples }: Family, format: MetricsFormat): string {
  // A duplicate series makes the whole scrape fail; shortened values may have become equal.
  const lines = new Map<string, number>();
  for (const { suffix = '', labels = {}, value } of samples) {
    const series = `${name}${suffix}${renderLabels(labels)}`;
    if (!lines.has(series)) lines.set(series, value);
  }
  if (lines.size === 0) return '';
  const family = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  const head = `# HELP ${family} ${escapeHelp(help, format)}\n# TYPE ${family} ${type}\n`;
  return head + [...lines].map(([series, value]) => `${series} ${renderNumber(value)}\n`).join('');
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(shortened(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/**
 * Both formats have these three escapes only. A zero byte ends the input of Prometheus' lexer (prometheus,
 * model/textparse/promlex.l), so it is written as the text `\x00`.
 */
function escapeValue(value: string): string {
  if (!special.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"').replaceAll('\0', '\\\\x00');
}

const special = /[\\\n"\0]/;

function escapeHelp(help: string, format: MetricsFormat): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return format === 'openmetrics' ? escaped.replaceAll('"', '\\"') : escaped;
}

/** Cuts between characters, and marks the cut. */
function shortened(value: string): string {
  if (value.length * 3 <= longestValue || byteLength(value) <= longestValue) return value;
  const mark = '…';
  let room = longestValue - byteLength(mark);
  let kept = '';
  for (const character of value) {
    room -= byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + mark;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
