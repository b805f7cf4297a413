import * as z from 'zod';
import { alternatives } from '../../errors.ts';
import { longestName } from '../../model/words.ts';
import { ProblemError } from './problem.ts';

/** The query of a route that has no parameters. */
export const noQuery = { query: () => z.object({}), unasked: {} };

/** Why a name is refused. */
export const tooLong = `a name is at most ${longestName} bytes long`;

/** Whether a name in a question is short enough. */
export function isShort(name: string): boolean {
  return Buffer.byteLength(name) <= longestName;
}

/** A runtime name in a question: any text, including the empty one. */
export function nameText() {
  return textOf('name', tooLong).meta({ description: 'A runtime name as a client would write it' });
}

/** A text with a name in it, in the parameter `text`. */
export function pastedText() {
  return textOf('text', `a text is at most ${longestName} bytes long`).meta({
    description: 'A name, or a command or an error with a name in it',
  });
}

function textOf(parameter: string, whyTooLong: string) {
  return z
    .string({ error: () => `it is missing; write ?${parameter}=${parameter.toUpperCase()}` })
    .refine(isShort, whyTooLong)
    .meta({ maxLength: longestName });
}

/** The value of `available` that a word in a query asks for. */
export const availability = { true: true, false: false, unknown: null } as const;

/** Whether something would start, in words. */
export function availabilityText() {
  return z.enum(Object.keys(availability) as (keyof typeof availability)[]);
}

/** A whole number of seconds. */
export function secondsText(most: number) {
  const error = `write a whole number of seconds from 0 to ${most}`;
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int({ error }).min(0, { error }).max(most, { error }),
  );
}

/** The parameters of `url` as `schema` reads them; a `ProblemError` that names the parameter when one is wrong. */
export function readQuery<Schema extends z.ZodObject>(schema: Schema, url: string): z.output<Schema> {
  const given = splitQuery(url);
  for (const name of given.keys()) {
    if (!Object.hasOwn(schema.shape, name)) throw wrong(name, knownParameters(schema));
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const parameter = String(issue?.path[0] ?? '');
  throw wrong(parameter, issue === undefined ? 'it is not understood' : whyWrong(issue, parameter, given));
}

/** Zod lists the words that a parameter can have in its own way; other messages are ours. */
function whyWrong(issue: z.core.$ZodIssue, parameter: string, given: ReadonlyMap<string, string>): string {
  if (issue.code !== 'invalid_value' || !issue.message.startsWith('Invalid ')) return issue.message;
  const words = issue.values.filter((word) => word !== '').map(String);
  if (!given.has(parameter)) return `it is missing; write ?${parameter}=${words[0]}`;
  return `write ${alternatives(words.map((word) => JSON.stringify(word)))}`;
}

function wrong(parameter: string, why: string): ProblemError {
  return new ProblemError(400, `Cannot use parameter "${parameter}": ${why}`, { parameter });
}

function knownParameters(schema: z.ZodObject): string {
  const names = Object.keys(schema.shape).map((name) => `"${name}"`);
  return names.length === 0
    ? 'it is not known, and this route has no parameters'
    : `it is not known; known here: ${names.join(', ')}`;
}

function splitQuery(url: string): Map<string, string> {
  const given = new Map<string, string>();
  const start = url.indexOf('?');
  const pairs = start === -1 ? [] : url.slice(start + 1).split('&');
  for (const pair of pairs.filter((text) => text !== '')) {
    const split = pair.indexOf('=');
    const name = decodeText(split === -1 ? pair : pair.slice(0, split));
    if (given.has(name)) throw wrong(name, 'it is given more than once');
    given.set(name, split === -1 ? '' : decodeText(pair.slice(split + 1)));
  }
  return given;
}

/** Decodes form encoding, including `+` for a space; text that is not percent-encoded UTF-8 is refused. */
function decodeText(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new ProblemError(400, 'Cannot read the query string: it is not percent-encoded UTF-8');
  }
}
