import type { EngineFacts, ShownRuntime } from '../../model/observation.ts';
import { isObject, kindOf } from './document.ts';

/** What an answer to `GET /info` tells of runtimes, or which member of it is not what it must be. */
export type ReadEngineFacts =
  | { readonly ok: true; readonly facts: EngineFacts }
  | { readonly ok: false; readonly message: string };

/** A runtime as `GET /info` tells it; Go leaves out what is empty, or writes null. */
interface ToldRuntime {
  readonly path?: string | null;
  readonly runtimeArgs?: readonly string[] | null;
  readonly runtimeType?: string | null;
  readonly options?: Readonly<Record<string, unknown>> | null;
}

/** More runtimes than any host has, and no more than one wants to serve. */
const maxRuntimes = 1024;

/** Of their names, paths, arguments and options as JSON: each is in the inventory many times. */
const maxKibibytes = 128;

/** Reads the facts out of a `GET /info` that is of `infoKind`. What dockerd always tells costs the answer when absent. */
export function readEngineFacts(info: Readonly<Record<string, unknown>>): ReadEngineFacts {
  const { Runtimes: told, DefaultRuntime: defaultRuntime, ServerVersion: version } = info;
  if (!isObject(told)) return wrong('Runtimes', 'an object', told);
  if (typeof defaultRuntime !== 'string') return wrong('DefaultRuntime', 'a string', defaultRuntime);
  if (typeof version !== 'string') return wrong('ServerVersion', 'a string', version);
  const entries = Object.entries(told as Readonly<Record<string, ToldRuntime | null>>);
  if (entries.length > maxRuntimes) return { ok: false, message: `answered with more than ${maxRuntimes} runtimes` };
  const runtimes = new Map(entries.map(([name, runtime]) => [name, shown(runtime ?? {})]));
  if (JSON.stringify([...runtimes]).length > maxKibibytes * 1024) {
    return { ok: false, message: `answered with runtimes that are longer than ${maxKibibytes} KiB` };
  }
  return { ok: true, facts: { version, defaultRuntime, runtimes } };
}

function shown({ path, runtimeArgs: args, runtimeType, options }: ToldRuntime): ShownRuntime {
  return {
    ...(path == null ? {} : { path }),
    ...(args == null ? {} : { args }),
    ...(runtimeType == null ? {} : { runtimeType }),
    ...(options == null ? {} : { options }),
  };
}

function wrong(where: string, expected: string, value: unknown) {
  return { ok: false, message: `answered with ${kindOf(value)} for ${where}, where ${expected} belongs` } as const;
}
