import { configuredNames } from '../../core/docker/configured-names.ts';
import { observeOnce } from '../../discovery/observe-once.ts';
import { resolveNow } from '../../discovery/resolver.ts';
import { UsageError } from '../../errors.ts';
import type { Client, Resolution } from '../../model/resolution.ts';
import type { ResolvedName } from '../../model/resolver.ts';
import { clients, longestName } from '../../model/words.ts';
import { resolutionAnswer } from '../../render/answers.ts';
import { renderResolutions } from '../../render/text/answers/resolution.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { printJson } from '../output/print-json.ts';
import { printNotes } from '../output/print-notes.ts';
import type { Terminal } from '../terminal.ts';
import { type AskedQuestion, describeReading, readQuestions } from './questions.ts';

/** `shimdex resolve`: explains what happens to each name; status 1 when one of them would not start for one client. */
export async function resolve(
  settings: ObserveSettings,
  words: readonly string[],
  options: { readonly client?: string | undefined; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const given = options.client === undefined ? undefined : whichClients(options.client);
  const files = openHost(settings);
  const published = await observeOnce(files, settings);
  // A script that gives the client also gives an exact name, whose blanks count.
  const questions: readonly AskedQuestion[] =
    given === undefined
      ? readQuestions(words, configuredNames(published.observation.docker), published.inventory.defaultRuntime)
      : words.map((name) => ({ name }));
  for (const { name } of questions) refuseLongName(name);
  const resolved = questions.map((asked) =>
    (given ?? [asked.client ?? 'docker']).map((client) =>
      withReading(resolveNow({ name: asked.name, client }, published, files, settings), asked),
    ),
  );
  if (options.json) {
    const answers = resolved.flat().map(resolutionAnswer);
    printJson(answers.length === 1 ? answers[0] : answers, terminal);
  } else {
    const texts = resolved.map((answers) =>
      renderResolutions(
        answers.map(({ resolution }) => resolution),
        { colour: terminal.colour },
      ),
    );
    terminal.out(texts.join('\n'));
    printNotes(published.inventory, terminal);
  }
  return statusOf(resolved.flat().map(({ resolution }) => resolution));
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
