import { ctrDefault } from '../containerd/runtime-name.ts';
import { fromError, fromExecution } from './texts/client-errors.ts';
import { fromCommand, withoutRuntime } from './texts/command.ts';
import type { ReadQuestion } from './texts/reading.ts';
import { fromSetting } from './texts/setting.ts';
import { unquote } from './texts/unquote.ts';

/**
 * Finds the runtime name in a command line, an error message, a line of a log or of a configuration that somebody pasted.
 *
 * One word, or a text in quotes, is a name, and is returned without what is around it.
 */
export function readQuestion(text: string): ReadQuestion {
  const trimmed = text.trim();
  const found =
    fromError(trimmed) ??
    fromSetting(trimmed) ??
    fromCommand(trimmed) ??
    fromExecution(trimmed) ??
    withoutRuntime(trimmed);
  if (found !== undefined) return found;
  const name = unquote(trimmed);
  return name === trimmed && /\s/.test(name) && !mayBeName(name) ? { name, about: 'text' } : { name };
}

/** A name may have spaces, which no error and no sentence has with a version at its end. */
function mayBeName(text: string): boolean {
  return /\.[^\s.]+$/.test(text) && !/["'`:;,()[\]{}]/.test(text);
}

/** The runtime name in an error that a client printed; undefined for an error without one. */
export function nameInError(text: string): ReadQuestion | undefined {
  return fromError(text) ?? fromExecution(text);
}

/** The one question in several words that a shell has split; undefined when each of them is a name of its own. */
export function readWords(words: readonly string[]): ReadQuestion | undefined {
  if (words.length < 2) return undefined;
  const text = words.map((word) => (/[\s"']/.test(word) ? quoteWord(word) : word)).join(' ');
  return fromError(words.join(' ')) ?? fromSetting(text) ?? fromCommand(text) ?? withoutRuntime(text);
}

/** The runtime name of a question, with the default of its client where the text has no name. */
export function nameAsked({ name, client, usesDefault }: ReadQuestion, defaultRuntime: string): string {
  if (usesDefault === undefined) return name;
  if (client === 'containerd') return ctrDefault;
  return client === 'docker' ? defaultRuntime : name;
}

/** Quotes a word so that `fromCommand` reads it as one. */
function quoteWord(word: string): string {
  return word.includes('"') ? `'${word}'` : `"${word}"`;
}
