import type { MetricsFormat } from '../../render/exposition.ts';

/** Media type of each format, as its readers compare it. */
export const metricsMediaTypes: Readonly<Record<MetricsFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The versions of each format whose readers take what is written here. */
const knownVersions: Readonly<Record<MetricsFormat, readonly (string | undefined)[]>> = {
  text: ['0.0.4', undefined],
  openmetrics: ['1.0.0', '0.0.1', undefined],
};

/** OpenMetrics where `Accept` names it and likes nothing better (RFC 9110 §12.5.1); the text format for everyone else. */
export function chooseMetricsFormat(accept: string | undefined): MetricsFormat {
  const ranges = (accept ?? '').toLowerCase().split(',').map(readRange);
  const openMetrics = weightOf(ranges, 'application/openmetrics-text', 'openmetrics');
  return openMetrics > 0 && openMetrics >= weightOf(ranges, 'text/plain', 'text') ? 'openmetrics' : 'text';
}

interface MediaRange {
  readonly type: string;
  readonly version: string | undefined;
  readonly weight: number;
}

function weightOf(ranges: readonly MediaRange[], type: string, format: MetricsFormat): number {
  const fitting = ranges.filter((range) => range.type === type && knownVersions[format].includes(range.version));
  return Math.max(0, ...fitting.map(({ weight }) => weight));
}

function readRange(element: string): MediaRange {
  const [type = '', ...parameters] = element.split(';').map((part) => part.trim());
  const parameterOf = (name: string) =>
    parameters
      .find((parameter) => parameter.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '');
  const weight = Number(parameterOf('q') ?? 1);
  return { type, version: parameterOf('version'), weight: Number.isNaN(weight) ? 0 : weight };
}
