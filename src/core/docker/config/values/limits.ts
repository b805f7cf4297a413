import { parseDecimal } from '../../../go/integer.ts';

const types: ReadonlySet<string> = new Set([
  ...['core', 'cpu', 'data', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc'],
  ...['rss', 'rtprio', 'rttime', 'sigpending', 'stack'],
]);

/** A limit of a process: its name, and its soft and its hard value. */
export interface Limit {
  readonly name: string;
  readonly soft: bigint;
  readonly hard: bigint;
}

/** Reads `NAME=SOFT[:HARD]`, or says why it cannot be read. Source: docker/go-units `ulimit.go`, `ParseUlimit`. */
export function readLimit(text: string): Limit | string {
  const at = text.indexOf('=');
  if (at < 0) return `invalid ulimit argument: ${text}`;
  const [name, values] = [text.slice(0, at), text.slice(at + 1)];
  if (!types.has(name)) return `invalid ulimit type: ${name}`;
  const [first = '', second, third] = values.split(':');
  if (third !== undefined) {
    return `too many limit value arguments - ${values}, can only have up to two, \`soft[:hard]\``;
  }
  const hard = second === undefined ? undefined : parseDecimal(second);
  if (hard?.ok === false) return hard.error;
  const soft = parseDecimal(first);
  return soft.ok ? inOrder({ name, soft: soft.value, hard: (hard ?? soft).value }) : soft.error;
}

/** Why a flag for such a limit is refused. */
export function limitFault(text: string): string | undefined {
  const read = readLimit(text);
  return typeof read === 'string' ? read : undefined;
}

function inOrder(limit: Limit): Limit | string {
  const { soft, hard } = limit;
  const wrong = 'ulimit soft limit must be less than or equal to hard limit: ';
  if (hard === -1n || (soft !== -1n && soft <= hard)) return limit;
  return soft === -1n ? `${wrong}soft: -1 (unlimited), hard: ${hard}` : `${wrong}${soft} > ${hard}`;
}
