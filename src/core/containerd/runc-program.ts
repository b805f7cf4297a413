import type { OciRuntime } from '../../model/inventory/runtime.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import { isAtLeast, parseVersion } from '../version.ts';
import type { World } from '../world.ts';
import { createFailure } from './create-failure.ts';
import { exitFailure } from './exit-failure.ts';
import { findOciRuntime } from './find-oci-runtime.ts';
import { unlessUnseen } from './places.ts';
import { beforeOutput, containerdRules } from './release.ts';

/** What the runc shim executes for a client of containerd, and why that would fail. */
export interface Program {
  readonly ociRuntime: OciRuntime;
  readonly failure?: Unavailable;
}

/** The containerd namespace that `ctr` and nerdctl use by default. */
const defaultNamespace = 'default';

type ProgramWorld = Pick<World, 'containerd' | 'inspect' | 'explore'>;

const runcShim = /(?:^|\/)containerd-shim-runc-(v[12])$/;

/** Whether a shim is one of containerd's own for OCI runtimes. */
export function isRuncShim(path: string | undefined): boolean {
  return runcShim.test(path ?? '');
}

/**
 * containerd's error about options for the runc shim that are not its own; undefined where another shim gets them, or where
 * they are not read. A shim reads them when it starts, and the one of the second generation since 1.7 when it creates the
 * task: then it does not read an empty message.
 *
 * Source: containerd `cmd/containerd-shim-runc-v2/runc/container.go`, `NewContainer`.
 */
export function refusedOptions(path: string | undefined, version: string, areEmpty = false): string | undefined {
  const generation = runcShim.exec(path ?? '')?.[1];
  if (generation === undefined) return undefined;
  const rules = containerdRules(version);
  const error = 'type with url runtimeoptions.v1.Options: not found';
  const suffix = rules.unknownSuffix ? ': unknown' : '';
  if (generation === 'v2' && isAtLeast(parseVersion(version), 1, 7)) {
    return areEmpty ? undefined : rules.createFailed + error + suffix;
  }
  return `${beforeOutput(rules)}io.containerd.runc.${generation}: ${error}: exit status 1${suffix}`;
}

/**
 * Checks the OCI runtime that a client of containerd makes the runc shim execute. Without a `binaryName` it is `runc` on
 * containerd's PATH.
 */
export function checkProgram(binaryName: string | undefined, world: ProgramWorld): Program {
  const path = binaryName ?? 'runc';
  const found = findOciRuntime(path, world.containerd, world.inspect);
  if (!found.ok) {
    const isMissing = found.error.startsWith('exec: ');
    const reason = isMissing ? 'oci-runtime-missing' : 'oci-runtime-not-executable';
    const missing = inContainerdWords({ reason, message: found.error }, world);
    return { ociRuntime: { path, args: [] }, failure: unlessUnseen(missing, path, world.containerd, found.hidden) };
  }
  const ociRuntime = { path, args: [], resolvedPath: found.path };
  const failure = whyProgramFails(found.path, world);
  if (failure === undefined) return { ociRuntime };
  return { ociRuntime, failure: unlessUnseen(failure, path, world.containerd, found.hidden) };
}

/** Why a program that execve(2) starts does not do what the runc shim asks of it; undefined where it does. */
export function whyProgramFails(path: string, world: ProgramWorld, namespace?: string): Unavailable | undefined {
  return notAnOciRuntime(path, world) ?? earlyExit(path, world, namespace);
}

/** What such a program prints is not known, so the message is ours. */
function notAnOciRuntime(path: string, { inspect }: ProgramWorld): Unavailable | undefined {
  const file = inspect(path);
  const realPath = file.kind === 'missing' ? path : file.realPath;
  const other = findNotOciRuntime(path) ?? findNotOciRuntime(realPath);
  return other && { reason: 'not-an-oci-runtime', message: `"${path}" is not an OCI runtime: it is ${other.what}` };
}

function earlyExit(path: string, world: ProgramWorld, namespace?: string): Unavailable | undefined {
  const exit = exitFailure(path, world.explore);
  if (exit === undefined) return undefined;
  const message = `${path} did not terminate successfully: exit status ${exit.status}`;
  return inContainerdWords({ reason: exit.reason, message }, world, namespace);
}

function inContainerdWords(
  { reason, message }: Unavailable,
  { containerd }: ProgramWorld,
  namespace = defaultNamespace,
): Unavailable {
  return { reason, message: createFailure(message, containerd, namespace) };
}
