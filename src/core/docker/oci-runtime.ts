import { defined } from '../../model/defined.ts';
import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { OciRuntime } from '../../model/inventory/runtime.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { exitFailure } from '../containerd/exit-failure.ts';
import { unlessInOpt } from '../containerd/places.ts';
import { containerdRules } from '../containerd/release.ts';
import { errnoText } from '../go/errno-text.ts';
import { execErrno } from '../go/exec-error.ts';
import { type OciRuntimeLookup, resolveOciRuntime } from '../go/find-executable.ts';
import { isAbsolutePath, joinPaths } from '../go/path.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import type { World } from '../world.ts';
import { configRules } from './config/release.ts';
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
  const atCreate = hasArguments(runtime) ? preflight(path, world) : undefined;
  const found = lookUpInShim(path, world);
  const problem = problemOf(path, found) ?? unusable(path, found, world);
  return defined({
    resolvedPath: problem === undefined ? found.resolvedPath : undefined,
    atCreate,
    atStart: problem && unlessInOpt(inClientWords(problem, runtime, world), path, world.containerd),
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

function hasArguments({ args }: DockerRuntime): boolean {
  return args !== undefined && args.length > 0;
}

/** Without a running dockerd, its PATH is unknown, and containerd's PATH is used instead. */
function preflight(path: string, { docker, containerd, inspect }: OciWorld): Unavailable | undefined {
  const searchPath = docker.pid === undefined ? (docker.path ?? containerd.path) : docker.path;
  const { executableTest } = dockerRules(docker.version);
  const { error } = resolveOciRuntime(path, searchPath, '/', inspect, executableTest);
  if (error === undefined) return undefined;
  const message = `error while looking up the specified runtime path: ${error}`;
  const atStart = !dockerRules(docker.version).implicit;
  return { reason: 'oci-runtime-missing', message: atStart ? inEngineWords(message, docker.version) : message };
}

/** The shim runs in the bundle's directory, where a relative path leads nowhere. */
function lookUpInShim(path: string, { containerd, inspect }: OciWorld): OciRuntimeLookup {
  if (path.includes('/') && !isAbsolutePath(path)) return { error: '' };
  return resolveOciRuntime(path, containerd.path, containerd.cwd, inspect, containerd.executableTest);
}

function problemOf(path: string, { resolvedPath, file, error }: OciRuntimeLookup): Unavailable | undefined {
  const errno = file && execErrno(file);
  if (error === undefined && errno === undefined) return undefined;
  if (file === undefined || errno === undefined) {
    const message = path.includes('/') ? `fork/exec ${path}: ${lastWordsOf(error)}` : (error ?? '');
    return { reason: 'oci-runtime-missing', message };
  }
  return { reason: 'oci-runtime-not-executable', message: `fork/exec ${resolvedPath ?? path}: ${errnoText(errno)}` };
}

/** A program that is executed and does not do what the shim asks of it. */
function unusable(
  path: string,
  { resolvedPath, file }: OciRuntimeLookup,
  { explore }: OciWorld,
): Unavailable | undefined {
  if (resolvedPath === undefined || file === undefined || file.kind === 'missing') return undefined;
  const other = findNotOciRuntime(resolvedPath) ?? findNotOciRuntime(file.realPath);
  if (other !== undefined) {
    return { reason: 'not-an-oci-runtime', message: `"${path}" is not an OCI runtime: it is ${other.what}` };
  }
  const exit = exitFailure(resolvedPath, explore);
  const exited = `${path} did not terminate successfully: exit status ${exit?.status}`;
  // The shim shows the exit status of a program that starts, and not what it prints.
  return exit && { reason: exit.reason, message: exited };
}

/** A path is started without a lookup, so only the last words of Go's lookup error are shown. */
function lastWordsOf(error: string | undefined): string {
  if (!error) return errnoText('ENOENT');
  const text = error.slice(error.lastIndexOf(': ') + 2);
  return text === errnoText('EISDIR') ? errnoText('EACCES') : text;
}

/** The container's id and, with arguments, the full name of the wrapper script are not known in advance. */
function inClientWords(problem: Unavailable, runtime: DockerRuntime, { containerd, docker }: OciWorld): Unavailable {
  if (problem.reason === 'not-an-oci-runtime') return problem;
  const { createFailed, unknownSuffix } = containerdRules(containerd.version);
  const { dataRoot = '/var/lib/docker', containerdNamespace = 'moby' } = docker;
  const bundle = joinPaths(
    stateDirectory({ containerd, docker }),
    `io.containerd.runtime.v2.task/${containerdNamespace}/ID`,
  );
  const log = `${bundle}/log.json: no such file or directory`;
  const wrapper = `${dataRoot}/runtimes/${runtime.name} did not terminate successfully: exit status 127`;
  const text = hasArguments(runtime) ? wrapper : problem.message;
  const message = `OCI runtime create failed: unable to retrieve OCI runtime error (open ${log}): ${text}`;
  return {
    reason: problem.reason,
    message: inEngineWords(`${createFailed}${message}${unknownSuffix ? ': unknown' : ''}`, docker.version),
  };
}

/** A containerd that dockerd starts keeps its state below dockerd's exec root: moby `libcontainerd/supervisor`. */
function stateDirectory({ containerd, docker }: Pick<OciWorld, 'containerd' | 'docker'>): string {
  if (containerd.stateDirectory !== undefined) return containerd.stateDirectory;
  const isOwn = containerd.pid === undefined && docker.execRoot !== undefined;
  return isOwn ? joinPaths(docker.execRoot, 'containerd/daemon') : '/run/containerd';
}
