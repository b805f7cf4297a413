import { defined } from '../../../model/defined.ts';
import { grouped } from '../../../model/grouped.ts';
import type { Finding } from '../../../model/inventory/finding.ts';
import type { Attempt, Resolution } from '../../../model/resolution.ts';
import { type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { quotedBlanks } from '../quoted.ts';
import type { TextStyle } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';
import { adviceLines } from './advice.ts';

/** How a resolution is shown; `clients` are all the ones with this answer. */
interface Style extends TextStyle {
  readonly clients?: readonly string[];
}

/** The resolutions of one name for several clients; equal ones are shown once. Ends in a line break. */
export function renderResolutions(resolutions: readonly Resolution[], { colour }: Style): string {
  const groups = grouped(resolutions, (resolution) => [JSON.stringify({ ...resolution, client: undefined })]);
  const texts = Array.from(groups.values()).flatMap((group) => {
    const clients = group.map(({ client }) => client);
    return group.slice(0, 1).map((first) => renderResolution(first, { colour, clients }));
  });
  return texts.join('\n');
}

/** What is found about a name and its files, one line each; ends in a line break, and is empty without findings. */
export function renderAbout(findings: readonly Finding[], { colour }: TextStyle): string {
  if (findings.length === 0) return '';
  const colours = palette(colour);
  const rows = findings.map(({ severity, code, subject, message }): Cell[] => [
    { text: severity, paint: colours.dim },
    { text: code },
    { text: `${subject}: ${message}` },
  ]);
  const lines = [colours.dim('findings'), ...alignColumns(rows).map((line) => `  ${line}`)];
  return lines.map((line) => `  ${line}\n`).join('');
}

/** The resolution of a name, from the question to the file or the error; ends in a line break. */
export function renderResolution(resolution: Resolution, { colour, clients = [resolution.client] }: Style): string {
  const colours = palette(colour);
  const rows: Cell[][] = [
    field(clients.length > 1 ? 'clients' : 'client', list(clients), colours),
    field('verdict', verdict(resolution), colours, verdictPaint(resolution, colours)),
    ...optional('binary', resolution.binary, colours),
    ...optional('path', resolution.path, colours),
    ...optional('type', resolution.runtimeType, colours),
    ...optional('runs', whatRuns(resolution), colours),
    ...optional('options', options(resolution), colours),
    ...optional('defined in', placeOf(resolution.definedIn), colours),
    ...optional('why not', whyNot(resolution), colours),
    ...optional('error', newError(resolution), colours),
    ...optional('note', newNote(resolution), colours),
    ...optional('aliases', list(resolution.aliases), colours),
    ...optional('did you mean', list(suggested(resolution)), colours),
    ...optional('works now', worksNow(resolution), colours),
  ];
  const name = resolution.name === '' ? '(the empty name)' : quotedBlanks(resolution.name);
  return [
    colours.bold(printable(name)),
    ...refusedConfig(resolution, colours),
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
function whyNot(resolution: Resolution): string | undefined {
  const { cause, refusedConfig: refused } = resolution;
  if (cause === undefined) return whatFails(resolution);
  return refused !== undefined && resolution.error === refused.message ? undefined : cause;
}

function whatFails({
  unavailable,
  error,
  verdict: word,
  refusal,
  refusedConfig: refused,
}: Resolution): string | undefined {
  if (unavailable === undefined) return undefined;
  const { reason, message } = unavailable;
  if (refused?.message === message) return undefined;
  if (error !== undefined && message.startsWith(`${error} (`) && message.endsWith(')')) {
    return message.slice(error.length + ' ('.length, -1);
  }
  if (!error?.includes(message)) return message;
  return reason === refusal || reason === word ? undefined : reason;
}

/** Comes first: whatever is found about the name, dockerd does not start. */
function refusedConfig({ refusedConfig: refused }: Resolution, colours: Palette): string[] {
  if (refused === undefined) return [];
  const place = placeOf({ file: refused.file, line: refused.line ?? 0 });
  const text = `dockerd refuses ${place} and would not start: ${refused.message}`;
  return [`  ${colours.bad(printable(text))}`];
}

/** The program behind a configured runtime, with its arguments. */
function whatRuns({ ociRuntime }: Resolution): string | undefined {
  if (ociRuntime === undefined) return undefined;
  const { path, resolvedPath = path, args } = ociRuntime;
  return [quotedBlanks(resolvedPath), ...args].join(' ');
}

function options({ options: given }: Resolution): string | undefined {
  return given === undefined ? undefined : JSON.stringify(given);
}

function placeOf(place: Resolution['definedIn']): string | undefined {
  if (place === undefined) return undefined;
  return place.line === 0 ? place.file : `${place.file}:${place.line}`;
}

/** The error that the client would see; dockerd's complaint about its configuration is above already. */
function newError({ error, refusedConfig: refused }: Resolution): string | undefined {
  return error === refused?.message ? undefined : error;
}

/** A note that another line does not have already. */
function newNote(resolution: Resolution): string | undefined {
  const { note, error, refusedConfig: refused } = resolution;
  const said = [whyNot(resolution), error, refused?.message];
  return note !== undefined && said.some((text) => text?.includes(note)) ? undefined : note;
}

/** Similar names with their states. */
function suggested({ didYouMean = [], suggestions = [] }: Resolution): string[] {
  const states = new Map(suggestions.map(({ name, available, reason }) => [name, inState(available, reason)]));
  return didYouMean.map((name) => [name, states.get(name)].filter((text) => text !== undefined).join(' '));
}

function inState(available: boolean | null, reason: string | undefined): string {
  if (available) return '(starts)';
  return `(${reason ?? (available === null ? 'unknown' : 'does not start')})`;
}

function worksNow({ instead }: Resolution): string | undefined {
  return instead?.command ?? instead?.text;
}

function attempts(tried: readonly Attempt[], colours: Palette): string[] {
  if (tried.length === 0) return [];
  const rows = tried.map((attempt): Cell[] => [
    { text: attempt.step, paint: colours.dim },
    { text: attempt.path },
    outcomeOf(attempt, colours),
  ]);
  return [`  ${colours.dim('tried, in this order')}`, ...alignColumns(rows).map((line) => `    ${line}`)];
}

function outcomeOf({ outcome, startable }: Attempt, colours: Palette): Cell {
  if (startable === false) return { text: `${outcome}, fails`, paint: colours.bad };
  if (startable === true) return { text: `${outcome}, would start`, paint: colours.good };
  return { text: outcome, paint: outcome === 'chosen' ? colours.good : colours.dim };
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
