import { defined } from '../../model/defined.ts';
import { ProblemError } from '../answer/problem.ts';
import { type EventFilter, readEventFilter } from './event-filter.ts';

/** Which events are asked for; times are nanoseconds since 1970. */
export interface EventQuery {
  readonly since?: bigint;
  readonly until?: bigint;
  readonly filter: EventFilter;
}

/** The parameters of `GET /events`; unknown ones are ignored, and the first of several counts, as in Go. */
export function readEventQuery(url: string): EventQuery {
  const parameters = new URLSearchParams(url.split('?', 2)[1]);
  const since = readTime('since', parameters.get('since'));
  const until = readTime('until', parameters.get('until'));
  if (since !== undefined && until !== undefined && until < since) {
    const [from, to] = [parameters.get('since'), parameters.get('until')];
    throw new ProblemError(400, `\`since\` time (${from}) cannot be after \`until\` time (${to})`);
  }
  const filter = readEventFilter(parameters.get('filters') ?? '');
  return defined({ filter, since, until });
}

/** The CLI converts every time to seconds with a fraction; RFC 3339 is for people with curl. */
function readTime(name: string, text: string | null): bigint | undefined {
  if (text === null || text === '') return undefined;
  const [, seconds, fraction = ''] = /^(-?\d{1,12})(?:\.(\d*))?$/.exec(text) ?? [];
  if (seconds !== undefined) {
    const nanoseconds = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
    return BigInt(seconds) * 1_000_000_000n + (seconds.startsWith('-') ? -nanoseconds : nanoseconds);
  }
  const milliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(milliseconds)) {
    throw new ProblemError(400, `invalid value for "${name}": write seconds since 1970, such as 1700000000.5`);
  }
  return BigInt(milliseconds) * 1_000_000n;
}
