import { defined } from '../../model/defined.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { DockerRuntimes, ShownRuntime, ShownRuntimes } from '../../model/host/docker-facts.ts';
import type { ConfigRules } from './config/release.ts';

/** A runtime as its configuration has it, by whichever names. */
interface Configured {
  readonly path?: string;
  readonly args?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * A runtime as `GET /info` shows it: until 23 its path alone, empty for a runtime without one; 24 shows a shim
 * and its options, 25 and later do not.
 *
 * Source: moby `daemon/info_unix.go`, `fillPlatformInfo`; what the released daemons answer.
 */
export function showRuntime({ path, args, runtimeType, options }: Configured, { major }: ConfigRules): ShownRuntime {
  if (!runtimeType) return defined({ path: path ?? '', args: args?.length ? args : undefined });
  if (major !== 24) return {};
  return defined({ runtimeType, options: options && Object.keys(options).length > 0 ? options : undefined });
}

/** All runtimes that dockerd made of its configuration, as `GET /info` shows them. */
export function showRuntimes({ defaultRuntime, runtimes }: DockerRuntimes, config: ConfigRules): ShownRuntimes {
  return { defaultRuntime, runtimes: new Map(runtimes.map((each) => [each.name, showRuntime(each, config)])) };
}

/** Whether two answers show the same runtime; absent and empty are equal. */
export function showTheSame(one: ShownRuntime | undefined, other: ShownRuntime | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return equalValues(filled(one), filled(other));
}

function filled({ path = '', args = [], runtimeType = '', options = {} }: ShownRuntime): Required<ShownRuntime> {
  return { path, args, runtimeType, options };
}
