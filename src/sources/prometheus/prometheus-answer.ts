import * as z from 'zod';
import { isObject } from '../../model/json-object.ts';
import type { PrometheusAnswer, PrometheusSeries } from '../../model/prometheus.ts';

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** An answer of `/api/v1/query`. Source: Prometheus' documentation, "HTTP API", "Instant queries". */
const Success = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.custom<readonly Sample[]>((result) => Array.isArray(result) && result.every(isSample)),
  }),
  warnings: z.array(z.string()).optional(),
});

const Failure = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

/** Longest text in characters that is passed on; the server may be any program. */
const longestText = 300;

/** Reads the answer to an instant query; a shape that is not documented is `garbage`. */
export function readPrometheusAnswer(status: number, bytes: Buffer): PrometheusAnswer {
  const json = parse(bytes);
  const failure = Failure.safeParse(json);
  if (failure.success) {
    const { errorType, error } = failure.data;
    const kind = errorType === 'timeout' || errorType === 'canceled' ? 'late' : 'refused';
    return { ok: false, kind, message: `refused the question (${shortened(errorType)}): ${shortened(error)}` };
  }
  if (status === 401 || status === 403) {
    return { ok: false, kind: 'refused', message: `refused the question with the status ${status}` };
  }
  if (status !== 200) return { ok: false, kind: 'garbage', message: `answered with the status ${status}` };
  const success = Success.safeParse(json);
  if (!success.success) {
    return { ok: false, kind: 'garbage', message: 'answered with something that is not an answer of Prometheus' };
  }
  const { data, warnings = [] } = success.data;
  return { ok: true, series: data.result.map(seriesOf), warnings: warnings.map(shortened) };
}

/** Not a schema: for ten thousand series a schema takes as long as Prometheus needs for its answer. */
function isSample(sample: unknown): sample is Sample {
  if (!isObject(sample)) return false;
  const { metric, value } = sample;
  return (
    isObject(metric) &&
    Object.values(metric).every((label) => typeof label === 'string') &&
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'number' &&
    typeof value[1] === 'string'
  );
}

function seriesOf({ metric, value }: Sample): PrometheusSeries {
  return { labels: metric, value: Number(value[1]) };
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
