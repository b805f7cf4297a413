import { defined } from '../../../model/defined.ts';
import type { DockerRuntimes } from '../../../model/host/docker-facts.ts';
import { checkPermission } from '../permission.ts';
import type { DockerRules } from '../release.ts';
import type { ConfigRules } from './release.ts';
import type { RuntimeEntry } from './runtimes/decoder.ts';
import { faultOfRuntime } from './runtimes/setup.ts';

/** The runtime that is always there. */
export const stockRuntime = 'runc';

/** Runtimes and default as dockerd holds them once file and flags are one. */
export interface Settings {
  readonly entries: ReadonlyMap<string, RuntimeEntry>;
  readonly defaultRuntime: string;
  readonly defaultRuntimeLine: number | undefined;
  readonly dataRoot: string;
}

/** What dockerd says is wrong, and the line of the file it is about. */
export interface Complaint {
  readonly message: string;
  readonly line: number | undefined;
  /** A flag has the value. */
  readonly byFlag?: true;
}

/** The complaint about a configured `runc`, which is reserved. */
export function reservedName({ entries }: Settings): Complaint | undefined {
  const entry = entries.get(stockRuntime);
  return entry === undefined ? undefined : { message: `runtime name '${stockRuntime}' is reserved`, line: entry.line };
}

/** A default that is neither built in, nor configured, nor a name that containerd could be asked for. */
export function missingDefault(settings: Settings, rules: DockerRules): Complaint | undefined {
  const { entries, defaultRuntime, defaultRuntimeLine } = settings;
  const known = rules.stock.includes(defaultRuntime) || entries.has(defaultRuntime);
  if (known || checkPermission(defaultRuntime, rules).permitted) return undefined;
  return { message: `specified default runtime '${defaultRuntime}' does not exist`, line: defaultRuntimeLine };
}

/** dockerd stops at the first bad entry it meets, in the random order of a Go map. */
export function setUp(
  { entries, dataRoot }: Settings,
  config: ConfigRules,
): NonNullable<DockerRuntimes['error']> | undefined {
  const faults = [...entries].flatMap(([name, entry]) => {
    const message = faultOfRuntime(name, entry, config, dataRoot);
    return message === undefined ? [] : [{ message, line: entry.line }];
  });
  const [first] = faults;
  if (first === undefined) return undefined;
  return defined({
    stage: 'setup',
    message: first.message,
    anyOf: faults.length > 1 ? faults.map(({ message }) => message) : undefined,
    line: first.line === 0 ? undefined : first.line,
  });
}
