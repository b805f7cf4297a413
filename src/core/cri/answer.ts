import type { TomlTable } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { UnavailableReason } from '../../model/inventory/unavailable.ts';
import { runtimeClassHandler } from '../../model/words.ts';
import { type Answer, isUncertain, noContainerd } from '../containerd/answer.ts';
import { configReleaseOf } from '../containerd/config/release.ts';
import type { World } from '../world.ts';
import { askCri, type CriAnswer, type CriWorld, unknownHandler } from './ask.ts';
import { currentCri, hasHandler, lacksHandler } from './running.ts';
import { handlerTables } from './service.ts';

/** What a pod gets that asks for the handler `name`; the empty name asks for the default one. */
export function answerCri(name: string, world: World): Answer {
  const answer = answerHandler(name, world);
  if (answer.note !== undefined || name === '' || runtimeClassHandler.test(name)) return answer;
  const rule = 'at most 63 lower-case letters, digits and dashes, with no dash at either end';
  return { ...answer, note: `A pod cannot ask for "${name}": the handler of a RuntimeClass has ${rule}` };
}

function answerHandler(name: string, world: World): Answer {
  const service = currentCri(world);
  const { state, message = '', handlers } = service;
  if (state === 'unknown' || handlers === undefined) {
    if (state === 'not-served') return { ...notServed(message), verdict: 'refused', refusal: 'not-configured' };
    return { verdict: 'unknown', permitted: null, available: null, note: message, attempts: [] };
  }
  const handler = name === '' ? handlers.defaultName : name;
  const table = handlerTables(service).get(handler);
  const known = table === undefined ? undefinedHandler : { verdict: 'configured' as const, permitted: true };
  if (world.containerd.isMissing === true) return { ...known, ...placeOf(table), ...noContainerd, attempts: [] };
  if (state === 'not-served') return { ...notServed(message), ...known, ...placeOf(table) };
  const release = configReleaseOf(world.containerd);
  const { containerd, inspect, shimEvidence, explore } = world;
  const asked = { handlers, release, ...defined({ containerd, inspect, shimEvidence, explore }) };
  if (table !== undefined && lacksHandler(world, handler))
    return { ...known, ...placeOf(table), ...notYet(handler, asked) };
  const answer = askCri(name, asked);
  const note = table === undefined && hasHandler(world, handler) ? { note: removed(handler) } : {};
  return { ...known, ...found(answer), ...placeOf(table), ...outcome(answer), ...note };
}

/** The running containerd started before the handler was written. */
function notYet(handler: string, world: CriWorld): Pick<Answer, 'available' | 'error' | 'unavailable' | 'attempts'> {
  const error = unknownHandler(handler, world.release);
  return { available: false, error, unavailable: { reason: 'restart-needed', message: error }, attempts: [] };
}

function removed(handler: string): string {
  return `The running containerd still has the handler "${handler}", which its configuration on disk does not have: pods can use it until a restart`;
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
  const { error, panics, failure } = answer;
  if (error === undefined && failure === undefined && !panics) return { available: true };
  const text = error ?? 'containerd ends in a panic when a pod asks for this handler';
  const unavailable = failure ?? { reason: reasonOf(answer), message: text };
  return { available: isUncertain(unavailable) ? null : false, ...defined({ error }), unavailable };
}

function reasonOf({ runtimeType, shim, options, panics }: CriAnswer): UnavailableReason {
  if (panics) return 'containerd-panics';
  if (runtimeType === undefined) return 'not-configured';
  if (options.kind === 'fault') return 'invalid-options';
  if (shim === undefined) return runtimeType === '' ? 'invalid-name' : 'no-sandbox-controller';
  return options.kind === 'generic' ? 'invalid-options' : 'oci-runtime-missing';
}
