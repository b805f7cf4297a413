import { nameAsked, readQuestion, readWords } from '../../core/resolve/read-question.ts';
import type { ReadQuestion } from '../../core/resolve/texts/reading.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { isCalled } from '../../model/inventory/is-called.ts';

/** One question, and the text it was read from where that is not the name itself. */
export interface AskedQuestion extends ReadQuestion {
  readonly text?: string;
}

/**
 * The questions in the arguments of `resolve`: names, or whatever somebody pasted.
 *
 * A name that is configured is taken as it is written. A command without a runtime asks for the default one.
 */
export function readQuestions(
  words: readonly string[],
  configured: ReadonlySet<string>,
  { runtimes, defaultRuntime }: Pick<Inventory, 'runtimes' | 'defaultRuntime'>,
): AskedQuestion[] {
  const isKnown = (text: string) => runtimes.some((runtime) => isCalled(runtime, text));
  return readWordsOrNames(words, configured).map(({ about, ...asked }) => {
    const question = { ...asked, name: nameAsked(asked, defaultRuntime) };
    // A text with blanks is a name where a runtime has it.
    return about === undefined || (about === 'text' && isKnown(asked.name)) ? question : { ...question, about };
  });
}

function readWordsOrNames(words: readonly string[], configured: ReadonlySet<string>): AskedQuestion[] {
  const together = words.some((word) => configured.has(word)) ? undefined : readWords(words);
  if (together !== undefined) return [{ ...together, text: words.join(' ') }];
  return words.map((word) => (configured.has(word) ? { name: word } : readOne(word)));
}

function readOne(word: string): AskedQuestion {
  const question = readQuestion(word);
  return question.name === word ? question : { ...question, text: word };
}

/** How a text was read, for the reader to check. */
export function describeReading({ name, text, usesDefault, behindImage, about }: AskedQuestion): string | undefined {
  if (text === undefined || about === 'text') return undefined;
  const shown = shortened(text.trim());
  if (behindImage !== undefined)
    return `"${shown}" gets the default runtime: options behind the image "${behindImage}" belong to the program in the container`;
  if (usesDefault) return `"${shown}" does not name a runtime, so it gets the default${unlessComposed(text)}`;
  if (text.trim() === name) return `The blanks around "${name}" do not count`;
  return `"${name}" is the ${about === undefined ? 'name' : 'RuntimeClass'} in "${shown}"`;
}

function unlessComposed(command: string): string {
  return /\bcompose\b/.test(command) ? ', unless the compose file names one' : '';
}

const longestShown = 80;

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
