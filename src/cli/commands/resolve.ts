import { configuredNames } from '../../core/docker/configured-names.ts';
import { resolveNow } from '../../discovery/resolver.ts';
import { UsageError } from '../../errors.ts';
import { defined } from '../../model/defined.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Client, Resolution } from '../../model/resolution.ts';
import type { Question, ResolvedName } from '../../model/resolver.ts';
import { clients, longestName } from '../../model/words.ts';
import { resolutionAnswer } from '../../render/answers.ts';
import { renderAbout, renderResolutions } from '../../render/text/answers/resolution.ts';
import type { TextStyle } from '../../render/text/style.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { lookOnce, openHost } from '../host.ts';
import type { Answer } from '../output/answer.ts';
import { type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer, withNotes } from '../output/print-answer.ts';
import type { Terminal } from '../terminal.ts';
import { type AskedQuestion, describeReading, readQuestions } from './questions.ts';

interface ResolveOptions extends FormatOptions {
  readonly client?: string | undefined;
}

/** `shimdex resolve`: explains what happens to each name; status 1 when one of them would not start for one client. */
export async function resolve(
  settings: ObserveSettings,
  words: readonly string[],
  options: ResolveOptions,
  terminal: Terminal,
): Promise<number> {
  const style = outputStyle(options);
  const given = options.client === undefined ? undefined : whichClients(options.client);
  const files = openHost(settings);
  const published = await lookOnce(files, settings, terminal);
  // A script that gives the client also gives an exact name, whose blanks count.
  const questions: readonly AskedQuestion[] =
    given === undefined
      ? readQuestions(words, configuredNames(published.observation.docker), published.inventory)
      : words.map((name) => ({ name }));
  for (const { name } of questions) refuseLongName(name);
  const resolved = questions.map((asked) =>
    (given ?? [asked.client ?? 'docker']).map((client) =>
      withReading(resolveNow(questionOf(asked, client), published, files, settings), asked),
    ),
  );
  await printAnswer(resolveAnswer(resolved, published.inventory), style, terminal);
  return statusOf(resolved.flat().map(({ resolution }) => resolution));
}

function questionOf({ name, usesDefault, about }: AskedQuestion, client: Client): Question {
  return defined({ name, client, usesDefault, about });
}

/** One answer for several names, each with the answers of several clients. */
function resolveAnswer(resolved: readonly (readonly ResolvedName[])[], inventory: Inventory): Answer {
  const entries = resolved.flat().map(resolutionAnswer);
  return {
    body: entries.length === 1 ? entries[0] : entries,
    entries,
    names: [...new Set(entries.map(({ name }) => name))],
    text: (style) => withNotes(resolved.map((answers) => textOf(answers, style)).join('\n'), inventory),
  };
}

/** The answers for one name; wide adds what is found about it. */
function textOf(answers: readonly ResolvedName[], style: TextStyle): string {
  const text = renderResolutions(
    answers.map(({ resolution }) => resolution),
    style,
  );
  const findings = [...new Set(answers.flatMap(({ findings: found }) => found))];
  return style.wide === true ? text + renderAbout(findings, style) : text;
}

function withReading(resolved: ResolvedName, asked: AskedQuestion): ResolvedName {
  const reading = describeReading(asked);
  if (reading === undefined) return resolved;
  const { resolution } = resolved;
  const note = [reading, resolution.note].filter((text) => text !== undefined).join('; ');
  return { ...resolved, resolution: { ...resolution, note } };
}

/** 1 when one answer is a certain "no", else 3 when one is unknown, else 0. */
function statusOf(resolutions: readonly Resolution[]): number {
  const values = resolutions.flatMap(({ permitted, available }) => [permitted, available]);
  if (values.includes(false)) return 1;
  return values.includes(null) ? 3 : 0;
}

const allClients = 'all';

function whichClients(text: string): readonly Client[] {
  if (text === allClients) return clients;
  const client = clients.find((known) => known === text);
  if (client !== undefined) return [client];
  throw new UsageError(`Cannot use --client ${JSON.stringify(text)}: write ${clients.join(', ')} or ${allClients}`);
}

function refuseLongName(name: string): void {
  if (Buffer.byteLength(name) <= longestName) return;
  throw new UsageError(`Cannot resolve a name of ${Buffer.byteLength(name)} bytes: write ${longestName} at most`);
}
