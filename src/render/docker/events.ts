import type { Change, TimedChangeSet } from '../../model/inventory/change.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import { printable } from '../text/printable.ts';

/** An event of the Engine's `GET /events`, and its line. */
export interface DockerEvent {
  readonly type: 'runtime';
  readonly action: Change['action'];
  /** Name of the runtime. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970; below the millisecond they number the events of one publication. */
  readonly timeNano: bigint;
  readonly line: string;
}

/** The events of one publication in the Engine's event stream: runtimes that were added, changed or removed. */
export function renderDockerEvents({ changes, time }: TimedChangeSet): readonly DockerEvent[] {
  const milliseconds = BigInt(Date.parse(time));
  return changes
    .flatMap((change) => (change.kind === 'runtime' ? [change] : []))
    .flatMap(({ action, after, before }) => {
      // The kind of a change determines the type of its entry.
      const runtime = (after ?? before) as Runtime | undefined;
      return runtime?.permitted === true ? [{ action, runtime }] : [];
    })
    .map(({ action, runtime }, index) => renderEvent(action, runtime, milliseconds * 1_000_000n + BigInt(index)));
}

/** JavaScript cannot write nanoseconds since 1970 as a JSON number, so that member is added as text. */
function renderEvent(action: Change['action'], runtime: Runtime, timeNano: bigint): DockerEvent {
  const type = 'runtime';
  const attributes = attributesOf(runtime);
  const message = {
    Type: type,
    Action: action,
    Actor: { ID: runtime.name, Attributes: attributes },
    scope: 'local',
    time: Number(timeNano / 1_000_000_000n),
  };
  const line = `${JSON.stringify(message).slice(0, -1)},"timeNano":${timeNano}}\n`;
  return { type, action, id: runtime.name, attributes, timeNano, line };
}

/** The CLI prints these without escaping. */
function attributesOf(runtime: Runtime): Readonly<Record<string, string>> {
  const facts = {
    available: String(runtime.available ?? 'unknown'),
    binary: runtime.binary,
    origin: runtime.origin,
    path: runtime.path,
    unavailable: runtime.unavailable?.reason,
    version: runtime.version,
  };
  const known = Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return Object.fromEntries(known.map(([key, value]) => [key, printable(value)]));
}
