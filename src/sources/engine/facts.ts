import { defined } from '../../model/defined.ts';
import type { EngineIdentity } from '../../model/docker/engine-origin.ts';
import type { EngineFacts, ShownRuntime } from '../../model/host/docker-facts.ts';
import { isObject, type JsonObject } from '../../model/json-object.ts';
import { kindOf } from './document.ts';

/** The facts about runtimes in an answer to `GET /info`, or which member of it is wrong. */
type ReadEngineFacts =
  | { readonly ok: true; readonly facts: EngineFacts }
  | { readonly ok: false; readonly message: string };

/** A runtime in `GET /info`; Go omits empty values or writes null. */
interface InfoRuntime {
  readonly path?: string | null;
  readonly runtimeArgs?: readonly string[] | null;
  readonly runtimeType?: string | null;
  readonly options?: JsonObject | null;
}

/** More runtimes than any host has. */
const maxRuntimes = 1024;

/** Size of all runtimes as JSON: each of them appears in the inventory many times. */
const maxKibibytes = 128;

/** Reads the facts from a `GET /info` of `infoKind`. An answer without a member that dockerd always sends is rejected. */
export function readEngineFacts(info: JsonObject): ReadEngineFacts {
  const { Runtimes: listed, DefaultRuntime: defaultRuntime, ServerVersion: version } = info;
  if (!isObject(listed)) return wrong('Runtimes', 'an object', listed);
  if (typeof defaultRuntime !== 'string') return wrong('DefaultRuntime', 'a string', defaultRuntime);
  if (typeof version !== 'string') return wrong('ServerVersion', 'a string', version);
  const entries = Object.entries(listed as Readonly<Record<string, InfoRuntime | null>>);
  if (entries.length > maxRuntimes) return { ok: false, message: `answered with more than ${maxRuntimes} runtimes` };
  const runtimes = new Map(entries.map(([name, runtime]) => [name, shown(runtime ?? {})]));
  if (JSON.stringify([...runtimes]).length > maxKibibytes * 1024) {
    return { ok: false, message: `answered with runtimes that are longer than ${maxKibibytes} KiB` };
  }
  const { LiveRestoreEnabled: live } = info;
  const liveRestore = typeof live === 'boolean' ? live : undefined;
  const facts = { version, defaultRuntime, runtimes, identity: readIdentity(info), liveRestore };
  return { ok: true, facts: defined(facts) };
}

/** Who the Engine is, by its `GET /info` and, where it was asked, its `GET /version`; both were checked before. */
export function readIdentity(info: JsonObject, version: JsonObject = {}): EngineIdentity {
  const { ID: id, Name: name, OperatingSystem: system, DockerRootDir: root, SecurityOptions: options } = info;
  const { Components: listed } = version;
  return defined({
    id: textOf(id),
    name: textOf(name),
    operatingSystem: textOf(system),
    dockerRootDir: textOf(root),
    securityOptions: Array.isArray(options) ? options.filter((each) => typeof each === 'string') : undefined,
    components: Array.isArray(listed)
      ? listed.flatMap((each) => (isObject(each) ? (textOf(each['Name']) ?? []) : []))
      : undefined,
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function shown({ path, runtimeArgs: args, runtimeType, options }: InfoRuntime): ShownRuntime {
  return defined({
    path: path ?? undefined,
    args: args ?? undefined,
    runtimeType: runtimeType ?? undefined,
    options: options ?? undefined,
  });
}

function wrong(where: string, expected: string, value: unknown) {
  return { ok: false, message: `answered with ${kindOf(value)} for ${where}, where ${expected} belongs` } as const;
}
