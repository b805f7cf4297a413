import type { EngineFacts, ShownRuntime } from '../../model/observation.ts';
import { isObject, kindOf } from './engine-document.ts';

/** What an answer to `GET /info` tells of runtimes, or which member of it is not what it must be. */
export type ReadEngineFacts =
  | { readonly ok: true; readonly facts: EngineFacts }
  | { readonly ok: false; readonly message: string };

/** More runtimes than any host has, and no more than one wants to serve. */
const maxRuntimes = 1024;

/** Reads the facts out of `GET /info`. One member of a wrong type costs the answer: dockerd never writes one. */
export function readEngineFacts(info: Readonly<Record<string, unknown>>): ReadEngineFacts {
  const { Runtimes: shown, DefaultRuntime: defaultRuntime, ServerVersion: version } = info;
  if (!isObject(shown)) return wrong('Runtimes', 'an object', shown);
  if (typeof defaultRuntime !== 'string') return wrong('DefaultRuntime', 'a string', defaultRuntime);
  if (typeof version !== 'string') return wrong('ServerVersion', 'a string', version);
  const entries = Object.entries(shown);
  if (entries.length > maxRuntimes) return { ok: false, message: `answered with more than ${maxRuntimes} runtimes` };
  const runtimes = new Map<string, ShownRuntime>();
  for (const [name, value] of entries) {
    const read = readRuntime(`Runtimes[${JSON.stringify(name.slice(0, 64))}]`, value);
    if (!read.ok) return read;
    runtimes.set(name, read.runtime);
  }
  return { ok: true, facts: { version, defaultRuntime, runtimes } };
}

type ReadRuntime = { readonly ok: true; readonly runtime: ShownRuntime } | ReturnType<typeof wrong>;

function readRuntime(where: string, value: unknown): ReadRuntime {
  if (!isObject(value)) return wrong(where, 'an object', value);
  const { path, runtimeArgs: args, runtimeType, options } = value;
  if (!isAbsentOr(isString, path)) return wrong(`${where}.path`, 'a string', path);
  if (!isAbsentOr(isStrings, args)) return wrong(`${where}.runtimeArgs`, 'an array of strings', args);
  if (!isAbsentOr(isString, runtimeType)) return wrong(`${where}.runtimeType`, 'a string', runtimeType);
  if (!isAbsentOr(isObject, options)) return wrong(`${where}.options`, 'an object', options);
  return {
    ok: true,
    runtime: {
      ...(path == null ? {} : { path }),
      ...(args == null ? {} : { args }),
      ...(runtimeType == null ? {} : { runtimeType }),
      ...(options == null ? {} : { options }),
    },
  };
}

/** Go leaves out what is empty, or writes null. */
function isAbsentOr<T>(is: (value: unknown) => value is T, value: unknown): value is T | null | undefined {
  return value === undefined || value === null || is(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}

function wrong(where: string, expected: string, value: unknown) {
  return { ok: false, message: `answered with ${kindOf(value)} for ${where}, where ${expected} belongs` } as const;
}
