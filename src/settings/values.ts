import { isAbsolute } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Given } from './given-options.ts';

/** The last value, which counts when an option is given more than once. */
export function lastValue(given: Given): string {
  return given.values.at(-1) ?? '';
}

/** An absolute path of the observed host. */
export function hostPath(given: Given): string {
  const text = lastValue(given);
  if (!isAbsolute(text) || text.includes('\0')) return reject(given, 'write an absolute path, such as "/etc/example"');
  return text;
}

/** A whole number from `least` to `most`. */
export function wholeNumber(given: Given, least: number, most: number): number {
  const text = lastValue(given);
  const value = Number(text);
  const fits = /^\d+$/.test(text) && value >= least && value <= most;
  return fits ? value : reject(given, `write a whole number from ${least} to ${most}`);
}

/** A duration in seconds, fractions allowed. The bounds keep timers from firing constantly or overflowing. */
export function seconds(given: Given): number {
  const text = lastValue(given);
  const value = Number(text);
  const fits = /^\d+(\.\d+)?$/.test(text) && value >= 0.1 && value <= 86_400;
  return fits ? value : reject(given, 'write a number of seconds from 0.1 to 86400');
}

/** A release number of Docker or containerd: two or three numbers, with any suffix of a package. */
export function releaseNumber(given: Given, example: string): string {
  const text = lastValue(given);
  return /^v?\d{1,6}\.\d{1,6}(\.\d{1,6})?([-+~.][\w.+~-]*)?$/.test(text)
    ? text.replace(/^v/, '')
    : reject(given, `write a version, such as "${example}"`);
}

/** One of a few words. */
export function oneOf<Word extends string>(given: Given, words: readonly Word[]): Word {
  const text = lastValue(given);
  return words.find((word) => word === text) ?? reject(given, `write one of ${words.join(', ')}`);
}

/** A switch; in the environment it needs a value, because an empty one is ambiguous. */
export function switchedOn(given: Given): boolean {
  return oneOf(given, ['true', 'false', '1', '0']).match(/true|1/) !== null;
}

/** Throws a UsageError that quotes the value and says what to write instead. */
export function reject(given: Given, advice: string, text = lastValue(given)): never {
  throw new UsageError(`Cannot use ${given.writtenAs} ${JSON.stringify(text)}: ${advice}`);
}
