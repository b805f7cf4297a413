import { defined } from '../../model/defined.ts';
import { programWords } from '../processes/program-words.ts';

/** What the command line of a shim says about it. */
export interface ShimArguments {
  readonly program: string;
  readonly namespace: string;
  readonly id: string;
  /** The socket of its containerd. */
  readonly address?: string;
}

/** Flags without a value. Source: containerd `pkg/shim/shim.go`, `parseFlags`. */
const switches: ReadonlySet<string> = new Set(['debug', 'v', 'version', 'info', 'no-daemon', 'h', 'help']);

/**
 * Reads the command line of a shim that serves. undefined for other programs, and for a shim that starts another one, or
 * cleans up.
 */
export function shimArguments(argv: readonly string[]): ShimArguments | undefined {
  const [program, ...words] = programWords(argv);
  const flags = flagsOf(words);
  const { namespace, id, address } = flags ?? {};
  if (program === undefined || !isName(namespace) || !isName(id)) return undefined;
  return defined({ program, namespace, id, address });
}

/** The same key for a container and for the shim that has its name. */
export function shimKey({ namespace, id }: Pick<ShimArguments, 'namespace' | 'id'>): string {
  return `${namespace}/${id}`;
}

/** Names that containerd accepts for namespaces and containers. Source: containerd `pkg/identifiers/validate.go`. */
export function isName(text: string | undefined): text is string {
  return text !== undefined && text.length <= longestName && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

/** Longer than the 76 characters that containerd accepts. */
const longestName = 255;

function flagsOf(words: readonly string[]): Readonly<Record<string, string>> | undefined {
  const flags: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let at = 0; at < words.length; at += 1) {
    const [, name, value] = /^--?([a-z][a-z-]*)(?:=(.*))?$/s.exec(words[at] ?? '') ?? [];
    // The first word that is not a flag is an action, such as "start".
    if (name === undefined) return undefined;
    if (value === undefined && switches.has(name)) continue;
    if (value === undefined) at += 1;
    flags[name] = value ?? words[at] ?? '';
  }
  return flags;
}
