import { goQuote } from '../../go/quote.ts';
import type { DaemonOption } from './known-options.ts';
import { withoutSecretValue } from './values/passwords.ts';

/** What pflag makes of the words of a command line, one after the other. */
export type FlagWord =
  | { readonly kind: 'value'; readonly option: DaemonOption; readonly value: string }
  /** A word that is not a flag. */
  | { readonly kind: 'argument'; readonly position: number }
  | { readonly kind: 'unknown'; readonly flag: string; readonly message: string }
  | { readonly kind: 'fault'; readonly message: string };

/** Goes through the arguments of a dockerd as pflag does. Source: github.com/spf13/pflag `flag.go`, `parseArgs`. */
export function* flagWords(args: readonly string[], options: readonly DaemonOption[]): Generator<FlagWord> {
  const words = new Words(args);
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === '--') return yield* theRest(words);
    if (word.startsWith('--')) yield longFlag(word, options, words);
    else if (word.startsWith('-') && word !== '-') yield* shortFlags(word.slice(1), options, words);
    else yield { kind: 'argument', position: words.position };
  }
}

/** The arguments that are left. */
class Words {
  readonly #args: readonly string[];
  position = 0;

  constructor(args: readonly string[]) {
    this.#args = args;
  }

  next(): string | undefined {
    const word = this.#args[this.position];
    if (word !== undefined) this.position += 1;
    return word;
  }
}

function* theRest(words: Words): Generator<FlagWord> {
  for (let word = words.next(); word !== undefined; word = words.next()) {
    yield { kind: 'argument', position: words.position };
  }
}

function longFlag(word: string, options: readonly DaemonOption[], words: Words): FlagWord {
  const [name, attached] = cut(word.slice(2));
  if (name === '' || name.startsWith('-'))
    return { kind: 'fault', message: `bad flag syntax: ${withoutSecretValue(word)}` };
  const option = options.find(({ flag }) => flag === name);
  if (option === undefined) return { kind: 'unknown', flag: `--${name}`, message: `unknown flag: --${name}` };
  const value = attached ?? (isBool(option) ? 'true' : words.next());
  if (value === undefined) return { kind: 'fault', message: `flag needs an argument: --${name}` };
  return { kind: 'value', option, value };
}

/** `-D`, `-lwarn`, `-l=warn`, `-l warn`, and several of the first kind in one word. */
function* shortFlags(letters: string, options: readonly DaemonOption[], words: Words): Generator<FlagWord> {
  // The testing package of Go has flags that begin like this.
  if (letters.startsWith('test.')) return;
  for (let at = 0; at < letters.length; at += 1) {
    const rest = letters.slice(at);
    const option = options.find(({ shorthand }) => shorthand === rest[0]);
    if (option === undefined) {
      const flag = `-${rest[0]}`;
      const shown = withoutSecretValue(rest);
      return yield { kind: 'unknown', flag, message: `unknown shorthand flag: ${firstByte(rest)} in -${shown}` };
    }
    const value = valueOfLetter(rest, option, words);
    if (value === undefined)
      return yield { kind: 'fault', message: `flag needs an argument: '${rest[0]}' in -${rest}` };
    yield { kind: 'value', option, value };
    if (!isBool(option) || isAttached(rest)) return;
  }
}

/** The first byte of a text as Go's `%q` writes a character. */
function firstByte(text: string): string {
  const shown = String.fromCharCode(new TextEncoder().encode(text.slice(0, 2))[0] ?? 0);
  const quoted = shown === '"' ? shown : goQuote(shown).slice(1, -1);
  return shown === "'" ? "'\\''" : `'${quoted}'`;
}

function valueOfLetter(rest: string, option: DaemonOption, words: Words): string | undefined {
  if (isAttached(rest)) return rest.slice(2);
  if (isBool(option)) return 'true';
  return rest.length > 1 ? rest.slice(1) : words.next();
}

/** `-l=x`; in `-l=`, the value is the sign itself. */
function isAttached(rest: string): boolean {
  return rest.length > 2 && rest[1] === '=';
}

function isBool({ kind }: DaemonOption): boolean {
  return kind === 'bool';
}

/** Splits at the first `=`. */
export function cut(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}
