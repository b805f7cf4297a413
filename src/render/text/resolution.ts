import { defined } from '../../model/defined.ts';
import type { Attempt, Resolution } from '../../model/resolution.ts';
import { adviceLines } from './advice.ts';
import { type Palette, palette } from './paint.ts';
import { printable } from './printable.ts';
import { alignColumns, type Cell } from './table.ts';

/** The resolution of a name, from the question to the file or the error; ends in a line break. */
export function renderResolution(resolution: Resolution, options: { readonly colour: boolean }): string {
  const colours = palette(options.colour);
  const rows: Cell[][] = [
    field('client', resolution.client, colours),
    field('verdict', verdict(resolution), colours, verdictPaint(resolution, colours)),
    ...optional('binary', resolution.binary, colours),
    ...optional('path', resolution.path, colours),
    ...optional('why not', whyNot(resolution), colours),
    ...optional('error', resolution.error, colours),
    ...optional('note', resolution.note, colours),
    ...optional('aliases', list(resolution.aliases), colours),
    ...optional('did you mean', list(resolution.didYouMean ?? []), colours),
  ];
  const name = resolution.name === '' ? '(the empty name)' : resolution.name;
  return [
    colours.bold(printable(name)),
    ...alignColumns(rows).map((line) => `  ${line}`),
    ...adviceLines(resolution.advice, colours).map((line) => `  ${line}`),
    ...attempts(resolution.attempts, colours),
    '',
  ].join('\n');
}

function verdict(resolution: Resolution): string {
  const { verdict: word, refusal } = resolution;
  if (word === 'refused') return refusal === undefined ? 'refused' : `refused (${refusal})`;
  return `${word}, ${inWords(resolution.permitted, 'permitted')}, ${inWords(resolution.available, 'available')}`;
}

function inWords(value: boolean | null, word: string): string {
  if (value === null) return `${word} is unknown`;
  return value ? word : `not ${word}`;
}

function verdictPaint({ permitted, available }: Resolution, colours: Palette): Cell['paint'] {
  if (permitted === null || (permitted && available === null)) return colours.warn;
  return permitted && available ? colours.good : colours.bad;
}

/** Why a name is unavailable; undefined if the verdict, the refusal or the client's error already says it. */
function whyNot({ unavailable, error, verdict: word, refusal }: Resolution): string | undefined {
  if (unavailable === undefined) return undefined;
  const { reason, message } = unavailable;
  if (!error?.includes(message)) return message;
  return reason === refusal || reason === word ? undefined : reason;
}

function attempts(tried: readonly Attempt[], colours: Palette): string[] {
  if (tried.length === 0) return [];
  const rows = tried.map((attempt): Cell[] => [
    { text: attempt.step, paint: colours.dim },
    { text: attempt.path },
    { text: attempt.outcome, paint: attempt.outcome === 'chosen' ? colours.good : colours.dim },
  ]);
  return [`  ${colours.dim('tried, in this order')}`, ...alignColumns(rows).map((line) => `    ${line}`)];
}

function field(label: string, text: string, colours: Palette, paint?: Cell['paint']): Cell[] {
  return [{ text: label, paint: colours.dim }, defined({ text, paint })];
}

function optional(label: string, text: string | undefined, colours: Palette): Cell[][] {
  return text === undefined || text === '' ? [] : [field(label, text, colours)];
}

function list(names: readonly string[]): string {
  return names.join(', ');
}
