import type { ConfigRules } from './config-rules.ts';
import type { RuntimeEntry } from './runtimes-decoder.ts';
import { decodeShimOptions } from './shim-options.ts';

/**
 * dockerd's complaint about an entry of `runtimes`, or undefined when it can be set up.
 *
 * Source: moby `daemon/runtime_unix.go`, `setupRuntimes` (24: `initRuntimes`).
 */
export function faultOfRuntime(
  name: string,
  entry: RuntimeEntry,
  rules: ConfigRules,
  dataRoot: string,
): string | undefined {
  if (rules.major < 24) return faultOfScript(name, entry, rules, dataRoot);
  const { path, runtimeType, args, options } = entry;
  const complain = (text: string) => `runtime ${name}: ${text}`;
  if (path === '' && runtimeType === '') return complain('either a runtimeType or a path must be configured');
  if (path !== '') {
    if (runtimeType !== '') return complain('cannot configure both path and runtimeType for the same runtime');
    if (options.size > 0) return complain('options cannot be used with a path runtime');
    return faultOfScript(name, entry, rules, dataRoot);
  }
  if (args.length > 0) return complain('args cannot be used with a runtimeType runtime');
  if (options.size === 0) return undefined;
  const decoded = decodeShimOptions(runtimeType, options, rules);
  return decoded.ok ? undefined : complain(decoded.message);
}

/**
 * A runtime with arguments gets a script that bears its name, in a directory made anew: a name with a slash asks for
 * a directory that is not there, unless it leads out of it. `*` stands for what cannot be foretold.
 */
function faultOfScript(name: string, entry: RuntimeEntry, rules: ConfigRules, dataRoot: string): string | undefined {
  if (entry.args.length === 0) return undefined;
  const below = directoryBelow(name);
  if (below === undefined) return undefined;
  const base = name.slice(name.lastIndexOf('/') + 1);
  switch (rules.scripts) {
    case 'new-directory':
      return `open ${dataRoot}/gen-runtimes*/${below}/${base}: no such file or directory`;
    case 'temporary-file':
      return `open ${dataRoot}/runtimes/${below}/.tmp-${base}.*: no such file or directory`;
    case 'checked-file':
      return `invalid output path: stat ${dataRoot}/runtimes/${below}: no such file or directory`;
  }
}

/** The directory that `name` joined to the scripts' directory lies in, when that is below the scripts' directory. */
function directoryBelow(name: string): string | undefined {
  const parts: string[] = [];
  for (const part of name.split('/').slice(0, -1)) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 || parts[0] === '..' ? undefined : parts.join('/');
}
