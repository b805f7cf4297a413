import { defined } from '../../model/defined.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Resolution, Suggestion } from '../../model/resolution.ts';
import type { Question } from '../../model/resolver.ts';
import { runtimeClassHandler } from '../../model/words.ts';
import { shellWord } from '../advice/shell-word.ts';
import type { Answer } from '../containerd/answer.ts';
import { didYouMean } from './did-you-mean.ts';

/** What a client knows: its names, and the answer to each. */
interface Known {
  readonly names: readonly string[];
  readonly ask: (name: string) => Answer;
}

/** The answer to a text without the name of a runtime: shimdex cannot know what it asks for. */
export function resolveWithoutName({ name, client, about }: Question, known: Known): Resolution {
  const unknown = { name, client, verdict: 'unknown' as const, permitted: null, available: null };
  const empty = { attempts: [], aliases: [] };
  if (about === 'runtime-class')
    return { ...unknown, ...empty, cause: causeOfClass(name), advice: adviseOnClass(name, known) };
  const mentioned = mentionedIn(name, known.names);
  const help = mentioned.length === 0 ? {} : { didYouMean: mentioned, suggestions: mentioned.map(stateOf(known)) };
  const onGpus = isAboutGpus(name);
  return {
    ...unknown,
    ...empty,
    cause: onGpus ? noGpuDriver : 'No runtime name found in this text',
    advice: onGpus
      ? [installToolkit, ...(mentioned.length === 0 ? [] : adviseOnText(mentioned))]
      : adviseOnText(mentioned),
    ...help,
  };
}

/** Source: moby `daemon/devices.go`, `handleDevice`. */
function isAboutGpus(text: string): boolean {
  return /could not select device driver .*\bgpu\b/s.test(text);
}

const noGpuDriver =
  'Docker has no driver for GPUs, whatever the runtime is: when it starts, it looks for the NVIDIA Container Toolkit';

const installToolkit: Advice = {
  text: 'Install the NVIDIA Container Toolkit (https://github.com/NVIDIA/nvidia-container-toolkit) where dockerd runs, then restart dockerd',
};

function stateOf({ ask }: Known): (name: string) => Suggestion {
  return (name) => {
    const { available, unavailable } = ask(name);
    return defined({ name, available, reason: unavailable?.reason });
  };
}

function adviseOnText([first]: readonly string[]): Advice[] {
  if (first === undefined)
    return [{ text: 'Give a name, a command with --runtime, or the whole error; "shimdex list" shows the names' }];
  return [
    { text: `Ask about "${first}", a name of this host in the text`, command: `shimdex resolve ${shellWord(first)}` },
  ];
}

const mostMentioned = 3;

/** The names that occur in a text as whole words, in the order of the text. */
function mentionedIn(text: string, names: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const found = [...new Set(names)].flatMap((name) => {
    const at = wordAt(lower, name.toLowerCase());
    return at === undefined ? [] : [{ name, at }];
  });
  return found
    .sort((a, b) => a.at - b.at || b.name.length - a.name.length)
    .slice(0, mostMentioned)
    .map(({ name }) => name);
}

function wordAt(text: string, word: string): number | undefined {
  if (word === '') return undefined;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text.slice(at + word.length, at + word.length + 2);
    if (!/[\w./-]/.test(before) && !/^(?:[\w/-]|\.\w)/.test(after)) return at;
  }
  return undefined;
}

function causeOfClass(name: string): string {
  return `The cluster has no RuntimeClass "${name}", so Kubernetes refuses the pod before containerd sees it. Which handler it is for is not known here`;
}

/** Which handler was meant is a guess, unless it has the same name. */
function adviseOnClass(name: string, { names, ask }: Known): Advice[] {
  const likely = names.includes(name) ? [name] : didYouMean(name, names);
  const handler = likely.find((each) => runtimeClassHandler.test(each) && ask(each).available === true);
  const print: Advice = {
    text: `${handler === undefined ? 'Create' : 'Or create'} a RuntimeClass for a handler of this host; this prints one for each handler that would start`,
    command: 'shimdex export runtimeclass',
  };
  return handler === undefined || !runtimeClassName.test(name) ? [print] : [createClass(name, handler), print];
}

/** A DNS subdomain. Source: Kubernetes `pkg/apis/node/validation/validation.go`. */
const runtimeClassName = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

function createClass(name: string, handler: string): Advice {
  const file = 'runtimeclass.yaml';
  return {
    text: `If "${handler}" is the handler that it is for, create the RuntimeClass "${name}"`,
    command: `kubectl apply -f ${file}`,
    file,
    snippet: `apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: "${name}"\nhandler: "${handler}"\n`,
  };
}
