import type { Handlers } from '../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { Inspect } from '../../model/host/file-fact.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { isOurText } from '../containerd/answer.ts';
import type { ConfigRelease } from '../containerd/config/release.ts';
import { entryOf } from '../containerd/config/toml/value.ts';
import { createFailure } from '../containerd/create-failure.ts';
import { findOciRuntime } from '../containerd/find-oci-runtime.ts';
import { unlessUnseen } from '../containerd/places.ts';
import { isRuncShim, refusedOptions, whyProgramFails } from '../containerd/runc-program.ts';
import { type ShimStart, startShim } from '../containerd/start-shim.ts';
import { goQuote } from '../go/quote.ts';
import type { World } from '../world.ts';
import { type RuntimeOptions, runtimeOptions } from './runtime-options.ts';

/** What a pod that asks for a handler gets. */
export interface CriAnswer {
  /** The handler, after an empty question became the default one. */
  readonly handler: string;
  /** undefined when no handler has this name. */
  readonly runtimeType: string | undefined;
  readonly shim: ShimStart | undefined;
  readonly options: RuntimeOptions;
  /** The file that the runc shim executes, when it is known. */
  readonly ociRuntime: string | undefined;
  /** What the kubelet gets; `ID` is where the id of the pod's sandbox will be. undefined when the pod starts. */
  readonly error: string | undefined;
  /** Why no pod starts, where the program itself is the reason; without an `error`, what the kubelet gets is not known. */
  readonly failure?: Unavailable;
  /** The whole daemon ends. */
  readonly panics: boolean;
}

/** What the answer depends on. */
export interface CriWorld {
  readonly handlers: Handlers;
  readonly release: ConfigRelease;
  readonly containerd: ContainerdFacts;
  readonly inspect: Inspect;
  /** As in `World`. */
  readonly shimEvidence?: NonNullable<World['shimEvidence']>;
  readonly explore?: NonNullable<World['explore']>;
}

/** Answers what a pod with `runtimeHandler: name` gets from a CRI that is served. An empty name asks for the default. */
export function askCri(name: string, world: CriWorld): CriAnswer {
  const handler = name === '' ? world.handlers.defaultName : name;
  const table = world.handlers.table.entries.get(handler);
  const none = {
    handler,
    runtimeType: undefined,
    shim: undefined,
    options: noOptions,
    ociRuntime: undefined,
    panics: false,
  };
  if (table?.kind !== 'table') {
    return { ...none, error: unknownHandler(handler, world.release) };
  }
  const runtimeType = textOf(table, 'runtime_type');
  const known = { ...none, runtimeType };
  const early = sandboxFault(table, world.release);
  if (early !== undefined) return { ...known, ...early };
  return startPod(table, runtimeType, known, world);
}

const noOptions: RuntimeOptions = { kind: 'none' };

/** What the kubelet gets for a handler that containerd does not have. */
export function unknownHandler(handler: string, { splitCri }: ConfigRelease): string {
  const prefix = splitCri ? 'unable to get OCI runtime for sandbox "ID": ' : 'failed to get sandbox runtime: ';
  return `${prefix}no runtime for ${goQuote(handler)} is configured`;
}

function textOf(table: TomlTable, key: string): string {
  const value: TomlValue | undefined = entryOf(table, key);
  return value?.kind === 'string' ? value.value : '';
}

/** Only 2.x looks at the sandbox controller. */
function sandboxFault(table: TomlTable, release: ConfigRelease): Pick<CriAnswer, 'error' | 'panics'> | undefined {
  const sandboxer = textOf(table, 'sandboxer');
  if (!release.splitCri || ['', 'podsandbox', 'shim'].includes(sandboxer)) return undefined;
  const error = `failed to create sandbox "ID": failed to get sandbox controller by ${sandboxer}`;
  return { error, panics: false };
}

function startPod(
  table: TomlTable,
  runtimeType: string,
  known: CriAnswer | Omit<CriAnswer, 'error'>,
  world: CriWorld,
): CriAnswer {
  const { release, containerd, inspect, shimEvidence, explore } = world;
  const given = entryOf(table, 'options');
  const options = runtimeOptions(runtimeType, given?.kind === 'table' ? given : undefined, release);
  const answer = { ...known, options };
  if (options.kind === 'fault') {
    return {
      ...answer,
      error: `failed to generate ${release.splitCri ? 'sandbox ' : ''}runtime options: ${options.error}`,
    };
  }
  if (runtimeType === '') {
    const error = 'create container failed validation: container.Runtime.Name must be set: invalid argument';
    return { ...answer, error: inPod(`failed to create containerd container: ${error}`, release) };
  }
  const path = release.handlers.runtimePath ? textOf(table, 'runtime_path') : '';
  const looking = defined({ containerd, inspect, shimEvidence, explore });
  const shim = startShim(path || runtimeType, looking, options.kind !== 'none');
  if (shim.failure !== undefined) return { ...answer, shim, ...failed(shim.failure, release) };
  const controller = textOf(table, 'sandboxer') === 'shim' && isRuncShim(shim.path);
  if (controller && release.splitCri) return withoutController({ ...answer, shim }, release);
  return startRunc({ ...answer, shim }, shim, world);
}

function failed(failure: Unavailable, release: ConfigRelease): Pick<CriAnswer, 'failure' | 'error'> {
  return { failure, error: isOurText(failure) ? undefined : taskFailed(failure.message, release) };
}

function inPod(error: string, { splitCri }: ConfigRelease): string {
  return splitCri ? `failed to start sandbox "ID": ${error}` : error;
}

function taskFailed(error: string, release: ConfigRelease): string {
  return inPod(`failed to create containerd task: ${error}`, release);
}

/** The containerd namespace of pods. */
const namespace = 'k8s.io';

/** The runc shim has no sandbox controller: until 2.2 asking for it ends the daemon. What 2.3 adds to its error is not known. */
function withoutController(answer: Omit<CriAnswer, 'error'>, release: ConfigRelease): CriAnswer {
  if (!release.serverPlugins) return { ...answer, error: undefined, panics: true };
  return { ...answer, error: 'failed to start sandbox "ID"' };
}

/** The runc shim: it refuses options that are not its own, and executes an OCI runtime. */
function startRunc(
  answer: Omit<CriAnswer, 'error'>,
  shim: ShimStart,
  { release, containerd, inspect, explore }: CriWorld,
): CriAnswer {
  if (!isRuncShim(shim.path)) return { ...answer, error: undefined };
  const { options } = answer;
  if (options.kind === 'generic') {
    const error = refusedOptions(shim.path, containerd.version);
    return { ...answer, error: error && taskFailed(error, release) };
  }
  const fields = options.kind === 'runc' ? options.fields : undefined;
  const name = (fields === undefined ? '' : textOf(fields, 'BinaryName')) || 'runc';
  const found = findOciRuntime(name, containerd, inspect);
  if (!found.ok) {
    const error = taskFailed(createFailure(found.error, containerd, namespace), release);
    const failure = unlessUnseen({ reason: 'oci-runtime-missing', message: error }, name, containerd, found.hidden);
    return isOurText(failure) ? { ...answer, ...failed(failure, release) } : { ...answer, error };
  }
  const failure = whyProgramFails(found.path, defined({ containerd, inspect, explore }), namespace);
  const started = { ...answer, ociRuntime: found.path };
  if (failure === undefined) return { ...started, error: undefined };
  return { ...started, ...failed(unlessUnseen(failure, name, containerd, found.hidden), release) };
}
