/** The options of containerd that its configuration depends on. */
export interface ConfigOptions {
  /** The value of `--config`; undefined when the option is not given. */
  readonly config?: string;
  readonly root?: string;
  readonly state?: string;
  readonly address?: string;
  readonly 'log-level'?: string;
}

export type CommandLine =
  | { readonly ok: true; readonly options: ConfigOptions }
  | { readonly ok: false; readonly error: string };

const short: ReadonlyMap<string, keyof ConfigOptions> = new Map([
  ['c', 'config'],
  ['l', 'log-level'],
  ['a', 'address'],
]);
const long: ReadonlySet<string> = new Set(['config', 'root', 'state', 'address', 'log-level']);

/** Reads the arguments of a containerd process, without its name. One or two dashes are the same. */
export function readCommandLine(parameters: readonly string[]): CommandLine {
  const spelled = new Map<string, string>();
  for (let at = 0; at < parameters.length; at += 1) {
    // The flags end where something else begins.
    if (!parameters[at]?.startsWith('-')) break;
    const [, name = '', , value] = /^--?([a-z-]+)(=([\s\S]*))?$/.exec(parameters[at] ?? '') ?? [];
    if (!long.has(name) && !short.has(name)) continue;
    if (value === undefined) at += 1;
    spelled.set(name, value ?? parameters[at] ?? '');
  }
  return merge(spelled);
}

function merge(spelled: ReadonlyMap<string, string>): CommandLine {
  const options: Record<string, string> = {};
  for (const [name, value] of spelled) {
    const other = short.get(name);
    if (other !== undefined && spelled.has(other)) {
      return { ok: false, error: `Cannot use two forms of the same flag: ${name} ${other}` };
    }
    options[other ?? name] = value;
  }
  return { ok: true, options };
}
