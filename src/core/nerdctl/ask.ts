import { defined } from '../../model/defined.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { type Answer, foundIn, noContainerd, outcomeOf, verdictOf } from '../containerd/answer.ts';
import { containerdRules } from '../containerd/release.ts';
import { checkProgram, isRuncShim, type Program } from '../containerd/runc-program.ts';
import { startShim } from '../containerd/start-shim.ts';
import { isAbsolutePath } from '../go/path.ts';
import type { World } from '../world.ts';
import { isRuntimeName, type NerdctlRequest, readRuntimeFlag, sendsRuncOptions } from './runtime-flag.ts';

/**
 * What `nerdctl run --runtime NAME` gets. `error` is the text behind `FATA[0000] `, which the logger of nerdctl adds.
 *
 * nerdctl does not use the configuration of Docker or of CRI, and has no default of its own in `nerdctl.toml`.
 */
export function askNerdctl(name: string, world: World): Answer {
  const { askerPath, inspect } = world;
  if (name.includes('/') && !isAbsolutePath(name)) return onRelativePath(name, world);
  const isSearched = name !== '' && !name.includes('/') && !isRuntimeName(name);
  if (isSearched && askerPath === undefined) return onUnknownPath(name, world);
  const answer = start(readRuntimeFlag(name, askerPath, inspect), name, world);
  if (isSearched)
    return noted(answer, `nerdctl searches the PATH of the user who runs it; this answer uses yours: ${askerPath}`);
  return noted(answer, name === '' ? `nerdctl uses its default, "${answer.runtimeType}"` : cgroupWarning(name, world));
}

/** A relative path starts nowhere: the shim would look for it in another directory than nerdctl. */
function onRelativePath(name: string, world: World): Answer {
  const note = `nerdctl first looks for "${name}" below its own working directory; this answer assumes that it is not there`;
  return noted(start({ runtime: name, attempts: [] }, name, world), note);
}

/** The answer is certain only if it is the same whether the program is on the caller's PATH or not. */
function onUnknownPath(name: string, world: World): Answer {
  const asName = start({ runtime: name, attempts: [] }, name, world);
  const { binaryName, runtime } = readRuntimeFlag(name, world.containerd.path, world.inspect);
  const where = `nerdctl first looks for "${name}" on the PATH of the user who runs it, which is not known here`;
  if (binaryName === undefined) return noted(asName, `${where}; this answer assumes that it is not there`);
  const asProgram = start({ runtime, binaryName, attempts: [] }, name, world);
  if (asProgram.available === asName.available) {
    return noted(asProgram, `${where}; this answer assumes "${binaryName}"`);
  }
  const { permitted, binary, path, runtimeType, ociRuntime, attempts } = asProgram;
  const note = `${where}. If "${binaryName}" is on it, it is executed by the runc shim; else containerd gets the name "${name}"`;
  const isPermitted = permitted === asName.permitted ? permitted : null;
  const found = defined({ binary, path, runtimeType, ociRuntime, attempts });
  return { verdict: 'unknown', permitted: isPermitted, available: null, ...found, note };
}

function start({ runtime, binaryName, attempts }: NerdctlRequest, name: string, world: World): Answer {
  const shim = startShim(runtime, world);
  const program = isRuncShim(shim.path) ? checkProgram(binaryName, world) : undefined;
  const failure = shim.failure === undefined ? program?.failure : inNewerWords(shim.failure, world);
  const found = { ...foundIn(shim), attempts: [...attempts, ...shim.attempts] };
  const type = runtime === name ? undefined : runtime;
  const known = { ...found, ...defined({ runtimeType: type, ociRuntime: ociRuntimeOf(program, name, binaryName) }) };
  const outcome = outcomeOf(failure);
  if (shim.refusal !== undefined)
    return { verdict: 'refused', permitted: false, refusal: shim.refusal, ...known, ...outcome };
  const verdict = verdictOf(shim);
  return { verdict, permitted: true, ...known, ...(world.containerd.isMissing === true ? noContainerd : outcome) };
}

/** The OCI runtime as the user wrote it. */
function ociRuntimeOf(program: Program | undefined, name: string, binaryName: string | undefined) {
  if (program === undefined) return undefined;
  return binaryName === undefined ? program.ociRuntime : { ...program.ociRuntime, path: name };
}

/**
 * nerdctl has the client of containerd 2, which leaves the code of an error of containerd 1 out. The code stays in the
 * errors that containerd itself got from a shim.
 */
function inNewerWords({ reason, message }: Unavailable, { containerd }: World): Unavailable {
  const isOld = containerdRules(containerd.version).unknownSuffix;
  return { reason, message: isOld ? message.replace(/: unknown$/, '') : message };
}

/** What nerdctl prints first where systemd manages cgroups, its default with cgroup v2. Source: nerdctl `pkg/defaults/cgroup_linux.go`. */
function cgroupWarning(name: string, { inspect }: World): string | undefined {
  if (sendsRuncOptions(name)) return undefined;
  const isUnified = inspect('/sys/fs/cgroup/cgroup.controllers').kind !== 'missing';
  if (!isUnified || inspect('/run/systemd/system').kind !== 'directory') return undefined;
  return `nerdctl warns: cannot set cgroup manager to "systemd" for runtime "${name}"`;
}

function noted(answer: Answer, note: string | undefined): Answer {
  return { ...answer, ...defined({ note }) };
}
