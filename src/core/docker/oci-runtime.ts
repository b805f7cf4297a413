import { defined } from '../../model/defined.ts';
import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { OciRuntime } from '../../model/inventory/runtime.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { exitFailure } from '../containerd/exit-failure.ts';
import { lookUpInShim, notExecuted } from '../containerd/find-oci-runtime.ts';
import { unlessUnseen } from '../containerd/places.ts';
import { containerdRules } from '../containerd/release.ts';
import { errnoText } from '../go/errno-text.ts';
import { execErrno } from '../go/exec-error.ts';
import { type OciRuntimeLookup, resolveOciRuntime } from '../go/find-executable.ts';
import { unlessHidden } from '../go/hidden.ts';
import { isAbsolutePath, joinPaths } from '../go/path.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import type { World } from '../world.ts';
import { configRules } from './config/release.ts';
import { exitStatusOf, isShellScript, programOfScript } from './config/runtimes/script-run.ts';
import { ociRuntimeOf } from './config/runtimes/shim-options.ts';
import { inEngineWords } from './engine-words.ts';
import { dockerRules } from './release.ts';

/** What follows from the OCI runtime of a configured name. */
interface OciCheck {
  /** The file that the shim would execute. */
  readonly resolvedPath?: string;
  /** Docker refuses the container before any shim is looked for: when it is created, until 20.10 when it is started. */
  readonly atCreate?: Unavailable;
  /** The shim starts and then cannot execute it. */
  readonly atStart?: Unavailable;
}

/** dockerd looks in its own PATH, the shim in containerd's. */
type OciWorld = Pick<World, 'containerd' | 'docker' | 'inspect' | 'explore'>;

/**
 * Checks the OCI runtime that a configured runtime makes the runc shim execute; nothing to check gives nothing.
 *
 * Only a runtime with arguments is looked up by dockerd itself, in its own PATH. Sources: moby
 * `daemon/runtime_unix.go`, containerd/go-runc `command_linux.go`.
 */
export function checkOciRuntime(runtime: DockerRuntime, world: OciWorld): OciCheck {
  const path = ociRuntimePath(runtime, world.docker);
  if (path === undefined) return {};
  const atCreate = hasArguments(runtime) ? preflight(runtime.path ?? path, world) : undefined;
  const program = hasArguments(runtime) ? programOfScript(path) : path;
  const found = lookUpInShim(program, world.containerd, world.inspect);
  const problem = problemOf(program, found, runtime, world) ?? unusable(program, found, world);
  return defined({
    resolvedPath: problem === undefined ? found.resolvedPath : undefined,
    atCreate,
    atStart: problem && unlessUnseen(inClientWords(problem, runtime, world), path, world.containerd, found.hidden),
  });
}

/** What a runtime with a path makes the runc shim execute, as answers show it. */
export function describeOciRuntime(runtime: DockerRuntime, world: OciWorld): OciRuntime | undefined {
  if (runtime.path === undefined) return undefined;
  if (world.docker.foreign !== undefined) return { path: runtime.path, args: [...(runtime.args ?? [])] };
  const { resolvedPath } = checkOciRuntime(runtime, world);
  return { ...defined({ path: runtime.path, resolvedPath }), args: [...(runtime.args ?? [])] };
}

/**
 * The OCI runtime that a runtime makes the runc shim execute, where it sets one.
 *
 * An empty path, which old releases let through, makes the shim execute `runc`.
 */
export function ociRuntimePath(
  { path, options = {}, shim }: DockerRuntime,
  { version }: DockerFacts,
): string | undefined {
  return path === undefined ? ociRuntimeOf(shim, options, configRules(version)) : path || 'runc';
}

/** dockerd then looks for a program with an empty name. */
export function hasOnlyArguments(runtime: Pick<DockerRuntime, 'path' | 'args'>): boolean {
  return runtime.path === '' && hasArguments(runtime);
}

function hasArguments({ args }: Pick<DockerRuntime, 'args'>): boolean {
  return args !== undefined && args.length > 0;
}

/** Without a running dockerd, its PATH is unknown, and containerd's PATH is used instead. */
function preflight(path: string, { docker, containerd, inspect }: OciWorld): Unavailable | undefined {
  const searchPath = docker.pid === undefined ? (docker.path ?? containerd.path) : docker.path;
  const { executableTest } = dockerRules(docker.version);
  const { error, hidden } = resolveOciRuntime(path, searchPath, '/', inspect, executableTest);
  if (error === undefined) return undefined;
  const message = `error while looking up the specified runtime path: ${error}`;
  const atStart = !dockerRules(docker.version).implicit;
  const words = atStart ? inEngineWords(message, docker.version) : message;
  return unlessHidden({ reason: 'oci-runtime-missing', message: words }, hidden);
}

/** Why the OCI runtime is not executed; `status` is how a shell ends that tries. */
interface Problem extends Unavailable {
  readonly status?: number;
}

function problemOf(
  path: string,
  { resolvedPath, file, error }: OciRuntimeLookup,
  runtime: DockerRuntime,
  { containerd, inspect, explore }: OciWorld,
): Problem | undefined {
  const errno = file && execErrno(file);
  if (error === undefined && errno === undefined) return undefined;
  if (resolvedPath === undefined || errno === undefined) {
    const message = path.includes('/') ? notExecuted(path, containerd, inspect) : (error ?? '');
    return {
      reason: 'oci-runtime-missing',
      message,
      status: exitStatusOf(isAbsolutePath(path) ? inspect(path) : file),
    };
  }
  const fault = hasArguments(runtime) ? explore?.explain(resolvedPath) : undefined;
  if (isShellScript(fault)) return fault?.kind === 'empty' ? emptyScript(path) : undefined;
  const message = `fork/exec ${resolvedPath}: ${errnoText(errno)}`;
  return { reason: 'oci-runtime-not-executable', message, status: exitStatusOf(file) };
}

/** A shell ends well, and the shim then misses the container's process. */
function emptyScript(path: string): Unavailable {
  return { reason: 'not-an-oci-runtime', message: `"${path}" is not an OCI runtime: it is empty` };
}

/** A program that is executed and does not do what the shim asks of it. */
function unusable(path: string, { resolvedPath, file }: OciRuntimeLookup, { explore }: OciWorld): Problem | undefined {
  if (resolvedPath === undefined || file === undefined || file.kind === 'missing') return undefined;
  const other = findNotOciRuntime(resolvedPath) ?? findNotOciRuntime(file.realPath);
  if (other !== undefined) {
    return { reason: 'not-an-oci-runtime', message: `"${path}" is not an OCI runtime: it is ${other.what}` };
  }
  const exit = exitFailure(resolvedPath, explore);
  const exited = `${path} did not terminate successfully: exit status ${exit?.status}`;
  // The shim shows the exit status of a program that starts, and not what it prints.
  return exit && { reason: exit.reason, message: exited, status: exit.status };
}

/** The container's id and, with arguments, the full name of the wrapper script are not known in advance. */
function inClientWords(problem: Problem, runtime: DockerRuntime, { containerd, docker }: OciWorld): Unavailable {
  const { reason, message: cause, status } = problem;
  if (reason === 'not-an-oci-runtime') return { reason, message: cause };
  const { createFailed, unknownSuffix } = containerdRules(containerd.version);
  const { dataRoot = '/var/lib/docker', containerdNamespace = 'moby' } = docker;
  const bundle = joinPaths(
    stateDirectory({ containerd, docker }),
    `io.containerd.runtime.v2.task/${containerdNamespace}/ID`,
  );
  const log = `${bundle}/log.json: no such file or directory`;
  const wrapper = `${dataRoot}/runtimes/${runtime.name} did not terminate successfully: exit status ${status}`;
  const text = hasArguments(runtime) ? wrapper : cause;
  const message = `OCI runtime create failed: unable to retrieve OCI runtime error (open ${log}): ${text}`;
  return {
    reason,
    message: inEngineWords(`${createFailed}${message}${unknownSuffix ? ': unknown' : ''}`, docker.version),
  };
}

/** A containerd that dockerd starts keeps its state below dockerd's exec root: moby `libcontainerd/supervisor`. */
function stateDirectory({ containerd, docker }: Pick<OciWorld, 'containerd' | 'docker'>): string {
  if (containerd.stateDirectory !== undefined) return containerd.stateDirectory;
  const isOwn = containerd.pid === undefined && docker.execRoot !== undefined;
  return isOwn ? joinPaths(docker.execRoot, 'containerd/daemon') : '/run/containerd';
}
