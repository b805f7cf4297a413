import { defined } from '../../model/defined.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Client, Suggestion } from '../../model/resolution.ts';
import { shellWord } from '../advice/shell-word.ts';
import type { Answer } from '../containerd/answer.ts';
import { runCommand } from './client-command.ts';
import { isProcessOfHost } from './meant-project.ts';

/** What is known of a name that does not start. */
interface Case {
  readonly name: string;
  readonly client: Client;
  readonly answer: Answer;
  readonly suggestions: readonly Suggestion[];
  /** Whether another name would start for the same client. */
  readonly starts: (name: string) => boolean;
}

/** A line that works now, without any change of the host; undefined when no name does the same. */
export function worksInstead({ name, client, answer, suggestions, starts }: Case): Advice | undefined {
  const similar = suggestions.find(({ available }) => available === true)?.name;
  if (similar !== undefined) return written(similar, client);
  const [copy] = answer.attempts.filter(({ startable }) => startable === true);
  if (copy !== undefined && starts(copy.path)) return written(copy.path, client);
  // Programs such as crun and runc do the same; a virtual machine has no such replacement.
  return client !== 'cri' && isProcessOfHost(name) && starts('runc') ? written('runc', client) : undefined;
}

/** A line that starts a container with a name that starts. */
export function written(name: string, client: Client): Advice {
  return defined({ text: `"${name}" starts now`, command: runCommand(client, shellWord(name)) });
}
