import type { TomlTable } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { Unavailable, UnavailableReason } from '../../model/inventory/unavailable.ts';
import { runtimeClassHandler } from '../../model/words.ts';
import type { Answer } from '../containerd/answer.ts';
import { configReleaseOf } from '../containerd/config/release.ts';
import type { World } from '../world.ts';
import { askCri, type CriAnswer } from './ask.ts';
import { criService, handlerTables } from './service.ts';

/** What a pod gets that asks for the handler `name`; the empty name asks for the default one. */
export function answerCri(name: string, world: World): Answer {
  const answer = answerHandler(name, world);
  if (answer.note !== undefined || name === '' || runtimeClassHandler.test(name)) return answer;
  const rule = 'at most 63 lower-case letters, digits and dashes, with no dash at either end';
  return { ...answer, note: `A pod cannot ask for "${name}": the handler of a RuntimeClass has ${rule}` };
}

function answerHandler(name: string, world: World): Answer {
  const service = criService(world.containerdConfig);
  const { state, message = '', handlers } = service;
  if (state === 'unknown' || handlers === undefined) {
    if (state === 'not-served') return { ...notServed(message), verdict: 'refused', refusal: 'not-configured' };
    return { verdict: 'unknown', permitted: null, available: null, note: message, attempts: [] };
  }
  const table = handlerTables(service).get(name === '' ? handlers.defaultName : name);
  const known = table === undefined ? undefinedHandler : { verdict: 'configured' as const, permitted: true };
  if (state === 'not-served') return { ...notServed(message), ...known, ...placeOf(table) };
  const release = configReleaseOf(world.containerd);
  const { containerd, inspect, shimEvidence } = world;
  const answer = askCri(name, { handlers, release, ...defined({ containerd, inspect, shimEvidence }) });
  return { ...known, ...found(answer), ...placeOf(table), ...outcome(answer) };
}

const undefinedHandler = { verdict: 'refused', permitted: false, refusal: 'not-configured' } as const;

function notServed(message: string): Pick<Answer, 'permitted' | 'available' | 'unavailable' | 'attempts'> {
  const unavailable = { reason: 'cri-not-served', message: `CRI is not served: ${message}` } as const;
  return { permitted: false, available: false, unavailable, attempts: [] };
}

function placeOf(table: TomlTable | undefined): Pick<Answer, 'definedIn'> {
  const at = table?.at;
  return at === undefined || at.line === 0 ? {} : { definedIn: { file: at.file, line: at.line } };
}

function found({ shim, ociRuntime }: CriAnswer): Pick<Answer, 'binary' | 'path' | 'attempts' | 'ociRuntime'> {
  const oci = ociRuntime === undefined ? undefined : { path: ociRuntime, args: [], resolvedPath: ociRuntime };
  return { ...defined({ binary: shim?.binary, path: shim?.path, ociRuntime: oci }), attempts: shim?.attempts ?? [] };
}

function outcome(answer: CriAnswer): Pick<Answer, 'available' | 'error' | 'unavailable'> {
  const { error, panics, shim } = answer;
  if (error === undefined && !panics) return { available: true };
  const text = error ?? 'containerd ends in a panic when a pod asks for this handler';
  const unavailable: Unavailable = {
    reason: shim?.failure?.reason ?? reasonOf(answer),
    message: shim?.failure?.message ?? text,
  };
  return { available: false, ...defined({ error }), unavailable };
}

function reasonOf({ runtimeType, shim, options, panics }: CriAnswer): UnavailableReason {
  if (panics) return 'containerd-panics';
  if (runtimeType === undefined) return 'not-configured';
  if (options.kind === 'fault') return 'invalid-options';
  if (shim === undefined) return runtimeType === '' ? 'invalid-name' : 'no-sandbox-controller';
  return options.kind === 'generic' ? 'invalid-options' : 'oci-runtime-missing';
}
