import type { Inspect } from '../../model/host/file-fact.ts';

/** What is wrong with a path that somebody wrote into a configuration, and the path they meant. */
export interface WrittenPathFault {
  readonly kind: 'blank' | 'arguments' | 'tilde' | 'variable' | 'quotes' | 'line-break' | 'slash' | 'case';
  /** The path that is there; absent when none is. */
  readonly meant?: string;
  /** The words behind the path, for `arguments`. */
  readonly rest?: readonly string[];
}

/** Homes that `~` and `$HOME` may stand for. */
const homes = ['/root'];

/**
 * Finds out why a path that was written into a configuration leads to nothing: white space around it, arguments behind
 * it, quotes in it, a `~` or `$` that nothing expands, a slash at its end, or capital letters in the name.
 */
export function findWrittenPathFault(written: string, inspect: Inspect, asUser = homes): WrittenPathFault | undefined {
  const there = (path: string) => inspect(path).kind === 'file';
  const trimmed = written.trim();
  const unquoted = trimmed.replace(/^(["'])(.*)\1$/s, '$2');
  if (unquoted !== trimmed) return found('quotes', unquoted, there);
  if (trimmed !== written) {
    const isBroken = /[\r\n]/.test(written);
    return found(isBroken ? 'line-break' : 'blank', trimmed, there);
  }
  if (written.startsWith('~/') || written === '~') return expanded('tilde', written.slice(1), asUser, there);
  if (written.includes('$')) {
    return expanded('variable', written.replace(/^\$(?:HOME|\{HOME\})/, ''), asUser, there);
  }
  const [first = '', ...rest] = written.split(/\s+/);
  if (rest.length > 0 && there(first)) return { kind: 'arguments', meant: first, rest };
  const file = written.replace(/\/+$/, '');
  if (file !== written && there(file)) return { kind: 'slash', meant: file };
  const lower = written.replace(/[^/]*$/, (name) => name.toLowerCase());
  return lower !== written && there(lower) ? { kind: 'case', meant: lower } : undefined;
}

function found(kind: WrittenPathFault['kind'], path: string, there: (path: string) => boolean): WrittenPathFault {
  return there(path) ? { kind, meant: path } : { kind };
}

function expanded(
  kind: WrittenPathFault['kind'],
  rest: string,
  homes: readonly string[],
  there: (path: string) => boolean,
): WrittenPathFault {
  const meant = homes.map((home) => `${home}${rest}`).find(there);
  return meant === undefined ? { kind } : { kind, meant };
}
