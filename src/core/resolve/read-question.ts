import type { Client } from '../../model/resolution.ts';
import { ctrDefault } from '../containerd/runtime-name.ts';
import { fileNameOf } from '../go/path.ts';

/** The runtime name in what somebody typed, and the client that their text names. */
export interface ReadQuestion {
  readonly name: string;
  /** Absent when the text does not say which client it is about. */
  readonly client?: Client;
  /** The text is a command that starts a container without naming a runtime; then `name` is empty. */
  readonly usesDefault?: true;
}

/**
 * Finds the runtime name in a command line, an error message or a line of configuration that somebody pasted.
 *
 * A text that is a name already is returned unchanged, without the white space around it.
 */
export function readQuestion(text: string): ReadQuestion {
  const trimmed = text.trim();
  const found =
    fromError(trimmed) ??
    fromSetting(trimmed) ??
    fromCommand(trimmed) ??
    fromExecution(trimmed) ??
    withoutRuntime(trimmed);
  return found ?? { name: unquote(trimmed) };
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

interface Pattern {
  readonly pattern: RegExp;
  readonly client?: Client;
}

/**
 * What clients print. Sources: moby `daemon/runtime_unix.go`, containerd `core/runtime/v2/shim_manager.go`, containerd
 * `internal/cri/config/config.go`, `internal/cri/server/sandbox_run.go`.
 */
const errors: readonly Pattern[] = [
  { pattern: /unknown or invalid runtime name: (.+)/i, client: 'docker' },
  { pattern: /unknown runtime specified (\S+)/i, client: 'docker' },
  { pattern: /specified default runtime '([^']+)' does not exist/i, client: 'docker' },
  { pattern: /\bruntime "((?:[^"\\]|\\.)+)" binary not installed/i },
  { pattern: /\binvalid runtime name (.+?), correct runtime name/i },
  { pattern: /\bno runtime for "((?:[^"\\]|\\.)*)" is configured/i, client: 'cri' },
  { pattern: /\bRuntimeHandler "([^"]+)" not supported/i },
  // The runc shim names the program that it cannot execute; a runtime is usually called like its program.
  { pattern: /\bOCI runtime (?:create|start) failed: .*(?:fork\/exec |exec: ")(?:[^\s":]*\/)?([^\s":/]+)/i },
];

/** Lines of compose files, daemon.json, manifests of pods and RuntimeClasses, and containerd's configuration. */
const settings: readonly Pattern[] = [
  { pattern: /^["']?(?:default-)?runtime["']?\s*[:=]\s*["']?([^"',\s]+)["']?,?$/i, client: 'docker' },
  { pattern: /\bruntimeClassName["']?\s*[:=]\s*["']?([^"',\s}]+)/, client: 'cri' },
  { pattern: /^["']?(?:handler|default_runtime_name)["']?\s*[:=]\s*["']?([^"',\s]+)["']?$/, client: 'cri' },
  { pattern: /^\[plugins\..+\.containerd\.runtimes\.["']?([^\]"'.]+)/, client: 'cri' },
  { pattern: /^["']?(?:runtimeType|runtime_type)["']?\s*[:=]\s*["']?([^"',\s]+)["']?,?$/i },
];

/** What a client puts before an error. crictl has the prefix of nerdctl, and quotes CRI behind it. */
const printedBy: readonly (readonly [RegExp, Client])[] = [
  [/^FATA\[\d+\] (?!.*rpc error: )/, 'nerdctl'],
  [/^ctr: /, 'containerd'],
  [/^(?:docker: )?Error response from daemon: /i, 'docker'],
];

function fromError(text: string): ReadQuestion | undefined {
  const found = firstMatch(text, errors, (name) => withoutHelp(name));
  return found && withPrinter(found, text);
}

/** Adds the client that has printed the text, unless the error itself belongs to one. */
function withPrinter({ name, client }: ReadQuestion, text: string): ReadQuestion {
  return read(name, client ?? printedBy.find(([prefix]) => prefix.test(text))?.[1]);
}

function fromSetting(text: string): ReadQuestion | undefined {
  return firstMatch(text, settings, (name) => name);
}

function firstMatch(text: string, patterns: readonly Pattern[], clean: (name: string) => string) {
  for (const { pattern, client } of patterns) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return read(clean(name), client);
  }
  return undefined;
}

/** The docker CLI ends its errors in a full stop, or in a hint on a line of its own; a field of one line joins the two. */
function withoutHelp(name: string): string {
  const [line = ''] = name.split('\n');
  const message = line.replace(/\s*(?:Run|See) 'docker [^']*--help'.*$/, '');
  return unquote(message.trim().replace(/(?:\.|: unknown)$/, ''));
}

/** Which client a command line starts. */
const programs: ReadonlyMap<string, Client | undefined> = new Map<string, Client | undefined>([
  ['docker', 'docker'],
  ['docker-compose', 'docker'],
  ['podman', undefined],
  ['nerdctl', 'nerdctl'],
  ['ctr', 'containerd'],
  ['crictl', 'cri'],
]);

/** `docker run alpine`: the client uses its default. */
function withoutRuntime(text: string): ReadQuestion | undefined {
  const [, program = ''] = /^(?:\$ )?(?:sudo )?([\w/-]+)(?: compose| container)? (?:run|create|up) \S/.exec(text) ?? [];
  const client = programs.get(fileNameOf(program));
  return client === undefined || client === 'cri' ? undefined : { name: '', client, usesDefault: true };
}

/** `docker run --runtime=kata alpine`, `--runtime kata`, with or without `sudo`. */
function fromCommand(text: string): ReadQuestion | undefined {
  const words = Array.from(text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g), ([word]) => withoutQuotes(word));
  const at = words.findIndex((word) => /^--?(?:runtime|add-runtime|default-runtime)(?:=|$)/.test(word));
  if (at < 0) return undefined;
  const word = words[at] ?? '';
  const equals = word.indexOf('=');
  const value = equals < 0 ? words[at + 1] : word.slice(equals + 1);
  if (value === undefined || value === '') return undefined;
  const program = words.slice(0, at).find((each) => programs.has(fileNameOf(each)));
  const name = /^--?add-runtime/.test(word) ? value.split('=')[0] : value;
  return read(name ?? value, program === undefined ? undefined : programs.get(fileNameOf(program)));
}

/** An error about executing a shim names its file only. */
function fromExecution(text: string): ReadQuestion | undefined {
  if (!/\s/.test(text)) return undefined;
  const binary = /(?:^|[/"\s])containerd-shim-([^\s/":]+)-([^\s/":-]+)(?=["\s:]|$)/.exec(text);
  return binary === null ? undefined : withPrinter({ name: `io.containerd.${binary[1]}.${binary[2]}` }, text);
}

function read(name: string, client: Client | undefined): ReadQuestion {
  return client === undefined ? { name } : { name, client };
}

/** As a shell does: `--runtime="my runtime"` is one word. */
function withoutQuotes(word: string): string {
  return word.replace(
    /"([^"]*)"|'([^']*)'/g,
    (_, double: string | undefined, single: string | undefined) => double ?? single ?? '',
  );
}

function unquote(text: string): string {
  const quote = text[0];
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'" || quote === '`') && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
