import { belongsTo } from '../../core/containerd/belongs-to.ts';
import { defaultConfigFile } from '../../core/containerd/config/read-config.ts';
import { defaultAddress } from '../../core/containerd/default-address.ts';
import { newestContainerd } from '../../core/containerd/release.ts';
import { absolutePath } from '../../core/go/path.ts';
import { defined } from '../../model/defined.ts';
import type { ExecutableVersion } from '../executables/executable-version.ts';
import type { HostFiles } from '../host-files.ts';
import { fromProcLink, hasHostRoot } from '../processes/process-root.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import type { Trust } from '../processes/trust.ts';
import { configuredAddress, configuredHandlers, type RunningRequest } from './configured-address.ts';
import { containerdArguments } from './containerd-program.ts';
import { flagValue } from './flag-value.ts';

/** Where containerd looks for its configuration by default: containerd `defaults/defaults_unix.go`. */

/** A containerd of this host that runs. */
export interface RunningContainerd {
  readonly pid: number;
  /** The socket that it serves: from its flags, else from its configuration, else the default. */
  readonly address: string;
  readonly configFile: string;
  /** Why its address is not certain: what would name it could not be read. */
  readonly unread?: string;
  /** k3s, Docker and the like; absent for the system's own. */
  readonly belongsTo?: string;
  readonly parent?: number;
  /** Its effective user; absent when unknown. */
  readonly uid?: number;
  readonly executable?: string;
  /** PATH of its environment. */
  readonly path?: string;
  /** How its configuration is read; absent where no user is known who may read a file that it names. */
  readonly request?: RunningRequest;
  /** It is root's or the asker's; any user can start a program that only has the name. */
  readonly believed: boolean;
}

/** Every process of this host that has the name of containerd and stays, by pid. */
export function runningContainerds(files: HostFiles, trust: Trust): readonly RunningContainerd[] {
  const { processes } = files;
  return processes.find('containerd', (pid) => {
    const argv = processes.argv(pid) ?? [];
    const words = argv.length === 0 ? undefined : containerdArguments(argv);
    // A process that sees other files under the same paths belongs to another host.
    if (words === undefined || hasHostRoot(files, pid) === false) return undefined;
    const facts = processes.read(pid);
    const believed = trust.believes(processes, pid);
    return facts && describe(files, facts, words, { believed, parent: processes.ids(pid)?.parent });
  });
}

function describe(
  files: HostFiles,
  { pid, cwd, exe, user, environ }: ProcessFacts,
  words: readonly string[],
  { believed, parent }: { readonly believed: boolean; readonly parent: number | undefined },
): RunningContainerd {
  const directory = cwd === undefined ? '/' : fromProcLink(files, cwd);
  const configFile = absolutePath(flagValue(words, ['config', 'c']) ?? defaultConfigFile, directory);
  const executable = exe && fromProcLink(files, exe);
  const mayRead = believed || user !== undefined;
  const request = mayRead
    ? { pid, ...programOf(files, pid, executable), ...parametersOf(words, directory), user }
    : undefined;
  const flag = flagValue(words, ['address', 'a']);
  const inFile = flag || request === undefined ? undefined : configuredAddress(files, request);
  const address = absolutePath(flag || inFile?.address || defaultAddress, directory);
  const owner = belongsTo([address, configFile, ...(exe === undefined ? [] : [exe]), ...words]);
  return defined({
    pid,
    address,
    configFile,
    unread: inFile?.unread,
    belongsTo: owner,
    parent,
    uid: user?.uid,
    executable,
    path: environ?.get('PATH'),
    request,
    believed,
  });
}

/** The CRI handlers of a containerd; none where its configuration is not read. */
export function handlersOf(files: HostFiles, { request }: RunningContainerd): readonly string[] {
  return request === undefined ? [] : configuredHandlers(files, request);
}

/** The file is read as the user of the process may read it. */
function parametersOf(words: readonly string[], cwd: string): Pick<RunningRequest, 'parameters' | 'cwd'> {
  return { parameters: words.slice(1), cwd };
}

function programOf(
  files: HostFiles,
  pid: number,
  executable: string | undefined,
): Pick<RunningRequest, 'version' | 'tomlLibrary'> {
  const { version = newestContainerd, tomlLibrary } = versionOf(files, pid, executable);
  return { version, tomlLibrary };
}

/** The version of the program that runs; below another root its path is all there is. */
export function versionOf(files: HostFiles, pid: number, executable: string | undefined): Partial<ExecutableVersion> {
  const open = files.root === '/' ? `/proc/${pid}/exe` : executable;
  return open === undefined ? {} : files.executables.read('containerd', { open, installedAs: executable });
}
