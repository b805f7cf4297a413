import type { Origin, ServiceCommand } from '../../model/host/systemd.ts';
import { withoutDots } from './paths.ts';
import { expandSpecifiers, type Specifiers } from './specifiers.ts';
import { nextWord, splitWords, type Word } from './words.ts';

/** A command before its variables are expanded. */
export interface WrittenCommand extends ServiceCommand {
  /** False after the prefix `:`. */
  readonly expandsVariables: boolean;
}

/** The commands of one `ExecStart=` line; `invalid` makes systemd refuse the unit, `stopped` ignores the rest of the line. */
export interface ParsedCommands {
  readonly commands: readonly WrittenCommand[];
  readonly outcome: 'complete' | 'stopped' | 'invalid';
}

interface Prefixed {
  readonly prefixes: string;
  readonly program: string;
}

const EXPAND_WORD = { escapes: false, relaxed: true } as const;

/**
 * Reads a value of `ExecStart=`; several commands are separated by a word `;`.
 *
 * Source: systemd `src/core/load-fragment.c`, `config_parse_exec`.
 */
export function parseCommands(
  value: string,
  from: Origin,
  specifiers: Specifiers,
  unknown: Set<string>,
): ParsedCommands {
  const commands: WrittenCommand[] = [];
  const expand = (text: string) => expandSpecifiers(text, specifiers, unknown);
  let rest: string | undefined = value;
  while (rest !== undefined) {
    const first = commandWord(rest);
    if (first.kind !== 'word') return { commands, outcome: first.kind === 'end' ? 'complete' : 'stopped' };
    const { prefixes, program } = splitPrefixes(first.text);
    const more = readArguments(first.rest, expand);
    const command = more && writtenCommand(prefixes, expand(program), more.words, from);
    if (command === undefined) return { commands, outcome: prefixes.includes('-') ? 'stopped' : 'invalid' };
    commands.push(command);
    rest = more?.rest;
  }
  return { commands, outcome: 'complete' };
}

function writtenCommand(
  prefixes: string,
  path: string | undefined,
  words: readonly string[],
  from: Origin,
): WrittenCommand | undefined {
  if (path === undefined || !isProgram(path)) return undefined;
  const argv = prefixes.includes('@') ? words : [path, ...words];
  if (argv[0] === undefined) return undefined;
  return {
    path: path.startsWith('/') ? withoutDots(path) : path,
    argv,
    prefixes,
    from,
    expandsVariables: !prefixes.includes(':'),
  };
}

/**
 * Expands `$NAME` and `${NAME}` as systemd does before it executes a command: a word `$NAME` becomes any number of words,
 * `${NAME}` a part of one, `$$` a dollar. Source: systemd `src/basic/env-util.c`, `replace_env_argv`.
 */
export function expandArguments(argv: readonly string[], environment: ReadonlyMap<string, string>): string[] {
  return argv.flatMap((word) => {
    if (/^\$[^{$]/.test(word) || word === '$')
      return splitWords(environment.get(word.slice(1)) ?? '', EXPAND_WORD).words;
    return [
      word.replace(/\$\$|\$\{([^}:]*)([}:]?)/g, (whole, name: string | undefined, end: string | undefined) => {
        if (name === undefined) return '$';
        return end === '}' ? (environment.get(name) ?? '') : whole.replaceAll('$$', () => '$');
      }),
    ];
  });
}

/** Reads a word; an unknown escape is kept as it is when that helps. */
function commandWord(text: string): Word {
  const strict = nextWord(text, { escapes: true });
  return strict.kind === 'invalid' ? nextWord(text, { escapes: true, keepUnknownEscapes: true }) : strict;
}

function readArguments(
  text: string,
  expand: (text: string) => string | undefined,
): { readonly words: string[]; readonly rest: string | undefined } | undefined {
  const words: string[] = [];
  let rest = text;
  for (;;) {
    const separator = /^(\\?);(?:[ \t\r\n]+|$)/.exec(rest);
    if (separator !== null && separator[1] === '') return { words, rest: rest.slice(separator[0].length) };
    if (separator !== null) {
      words.push(';');
      rest = rest.slice(separator[0].length);
      continue;
    }
    const word = commandWord(rest);
    if (word.kind !== 'word') return word.kind === 'end' ? { words, rest: undefined } : undefined;
    const expanded = expand(word.text);
    if (expanded === undefined) return undefined;
    words.push(expanded);
    rest = word.rest;
  }
}

/** `-` `@` `:` once each, and one of `+` `!` `!!`. */
function splitPrefixes(word: string): Prefixed {
  let at = 0;
  for (; at < word.length; at++) {
    const before = word.slice(0, at);
    const character = word.charAt(at);
    if (!'-@:+!|'.includes(character) || !isNew(character, before)) break;
  }
  return { prefixes: word.slice(0, at), program: word.slice(at) };
}

function isNew(character: string, before: string): boolean {
  if (character === '+') return !/[+!]/.test(before);
  if (character === '!') return !before.includes('+') && (before.match(/!/g)?.length ?? 0) < 2;
  return !before.includes(character);
}

function isProgram(path: string): boolean {
  if (path === '' || path.endsWith('/') || /[\p{Cc}"\\']/u.test(path)) return false;
  return path.startsWith('/') || (!path.includes('/') && path !== '.' && path !== '..');
}
