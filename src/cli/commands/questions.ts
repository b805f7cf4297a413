import { nameAsked, type ReadQuestion, readQuestion, readWords } from '../../core/resolve/read-question.ts';

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
  defaultRuntime: string,
): AskedQuestion[] {
  return readWordsOrNames(words, configured).map((asked) => ({ ...asked, name: nameAsked(asked, defaultRuntime) }));
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
export function describeReading({ name, text, usesDefault }: AskedQuestion): string | undefined {
  if (text === undefined) return undefined;
  if (usesDefault) return `"${shortened(text.trim())}" does not name a runtime, so it gets the default`;
  if (text.trim() === name) return `The blanks around "${name}" do not count`;
  return `"${name}" is the name in "${shortened(text.trim())}"`;
}

const longestShown = 80;

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
