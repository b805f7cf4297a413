import type { ConfigRules } from '../release.ts';
import type { RuntimeEntry } from './decoder.ts';
import { faultOfScript } from './script.ts';
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
