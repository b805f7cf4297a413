import { posix } from 'node:path';
import { bugMessage } from '../../errors.ts';
import { defined } from '../../model/defined.ts';
import type { ContainerFacts, RunningFacts, ShimProcess } from '../../model/host/running.ts';
import { hasSameItems, keptIfSame, oncePerDetail } from '../../model/once-per.ts';
import type { HostFiles } from '../host-files.ts';
import { areProcessesHidden } from '../processes/hidden.ts';
import { type Bundle, type BundleReading, Bundles, bundlesNowhere } from './bundles.ts';
import { containerFacts } from './container-facts.ts';
import { DockerContainers } from './docker-containers.ts';
import { FirstProcesses } from './first-processes.ts';
import { defaultOciRoot, OciStates } from './oci-states.ts';
import { ProgramVersions } from './program-versions.ts';
import type { RunningQuestion } from './question.ts';
import { fileState, inodesOnce } from './running-file.ts';
import { Seen } from './seen.ts';
import { type SeenShim, ShimProcesses } from './shim-processes.ts';
import { ShimSockets } from './shim-sockets.ts';
import { SocketMemory } from './socket-memory.ts';
import { isListed, troublesOf } from './troubles.ts';
import { type OciDirectory, ociDirectories, unmanagedContainers } from './unmanaged.ts';

/** The facts, and what they depend on. */
export interface RunningReading {
  readonly facts: RunningFacts;
  /** Directories in which something appears or disappears. */
  readonly directories: readonly string[];
  /** Paths whose change makes the facts outdated. */
  readonly dependsOn: readonly string[];
  /** Something is so new that it may change without a trace: it must be looked at again soon. */
  readonly isSettling: boolean;
}

/** A reading, and what it was made from. */
interface Last {
  readonly reading: RunningReading;
  readonly shims: readonly SeenShim[] | undefined;
  readonly base: string;
  readonly bundles: readonly Bundle[];
  readonly containers: readonly ContainerFacts[];
}

/** Reads what runs: shim processes, bundles, and the containers of Docker. Remembers what did not move. */
export class Running {
  readonly #files: HostFiles;
  readonly #bundles: Bundles;
  readonly #shims: ShimProcesses;
  readonly #docker: DockerContainers;
  readonly #oci: OciStates;
  readonly #first: FirstProcesses;
  readonly #versions: ProgramVersions;
  readonly #sockets: SocketMemory;
  #ociRoots: ReadonlySet<string> = new Set();
  #last: Last | undefined;

  constructor(files: HostFiles) {
    this.#files = files;
    this.#bundles = new Bundles(files);
    this.#shims = new ShimProcesses(files);
    this.#docker = new DockerContainers(files);
    this.#oci = new OciStates(files);
    this.#first = new FirstProcesses(files);
    this.#versions = new ProgramVersions(files);
    this.#sockets = new SocketMemory(files);
  }

  /** Reads what moved since the last call; with `all`, nothing that is remembered counts unchecked. */
  read(question: RunningQuestion, all: boolean): RunningReading {
    try {
      return this.#read(question, all);
    } catch (error) {
      // A bug here must not stop a look at everything else.
      return { facts: { troubles: [bugMessage(error)] }, directories: [], dependsOn: [], isSettling: true };
    }
  }

  #read(question: RunningQuestion, all: boolean): RunningReading {
    this.#oci.begin(all);
    this.#sockets.begin(all);
    // The state of an OCI runtime appears after its bundle and disappears before it, so states are listed first.
    const states = ociDirectories(this.#files, this.#oci, [defaultOciRoot, ...this.#ociRoots, ...question.ociRoots]);
    const { stateDirectory, stateUnread } = question;
    const bundles = stateUnread === undefined ? this.#bundles.read(stateDirectory, all) : bundlesNowhere(stateUnread);
    const docker = this.#docker.read(question.dockerRoots, all);
    const seen = this.#see(question, all);
    // A container whose bundle changed may be another one of the same name.
    for (const { ociDirectory, facts } of bundles.changed) this.#oci.forget(ociDirectory, facts.id);
    const kept = all ? undefined : this.#sameContainers(bundles, seen);
    const containers = kept ?? this.#containers(bundles, states, seen, all);
    this.#oci.end();
    this.#sockets.end();
    this.#ociRoots = new Set(bundles.bundles.map(({ ociRoot }) => ociRoot));
    const shims = seen && this.#describe(seen.shims);
    const directories = [...bundles.directories, ...docker.directories];
    const { others } = this.#shims;
    const facts: RunningFacts = defined({
      shims,
      otherShims: seen === undefined || others.length === 0 ? undefined : others,
      containers: isListed(bundles) ? containers : undefined,
      dockerContainers: docker.errno === undefined ? docker.containers : undefined,
      dockerUnread: question.dockerUnread,
      troubles: [...troublesOf(bundles, docker, question), ...(seen === undefined ? [hidden] : [])],
    });
    const reading: RunningReading = {
      facts: this.#kept(facts),
      directories,
      dependsOn: [
        ...directories,
        ...processPaths(shims, containers),
        ...programPaths(shims),
        ...startingBundles(bundles, containers),
      ],
      isSettling: this.#isRacy(bundles) || this.#isStarting(containers),
    };
    this.#last = { reading, shims: seen?.shims, base: bundles.base, bundles: bundles.bundles, containers };
    return reading;
  }

  /** The last reading with what is at the paths of the programs now; undefined before the first reading. */
  readFiles(): RunningReading | undefined {
    if (this.#last === undefined) return undefined;
    const { reading, shims } = this.#last;
    if (shims === undefined) return reading;
    const facts = { ...reading.facts, shims: this.#describe(shims) };
    return { ...reading, facts: this.#kept(facts) };
  }

  #see(question: RunningQuestion, all: boolean): Seen | undefined {
    if (!this.#seesProcesses(question)) return undefined;
    const pids = this.#files.processes.pids();
    return new Seen(pids, this.#shims.read(pids, question, all));
  }

  /** A service in a container may see its own processes only. */
  #seesProcesses({ containerd }: RunningQuestion): boolean {
    if (areProcessesHidden(this.#files)) return false;
    const namespace = this.#files.readLink('/proc/1/ns/pid');
    return containerd !== undefined || namespace === undefined || namespace === hostPidNamespace;
  }

  /**
   * The containers of the last reading, where nothing moved that decides about them. One that starts or has ended is always
   * looked at again.
   */
  #sameContainers({ base, bundles }: BundleReading, seen: Seen | undefined): readonly ContainerFacts[] | undefined {
    const last = this.#last;
    if (last === undefined || seen === undefined || base !== last.base) return undefined;
    if (bundles !== last.bundles || seen.shims !== last.shims) return undefined;
    const run = last.containers.every(({ init, initPid = 0 }) => init === 'running' && seen.pids.has(initPid));
    return run && this.#oci.hasNotMoved && this.#sockets.hasNotMoved ? last.containers : undefined;
  }

  #containers(
    { base, bundles }: BundleReading,
    states: readonly OciDirectory[],
    seen: Seen | undefined,
    all: boolean,
  ): readonly ContainerFacts[] {
    const [oci, first] = [this.#oci, this.#first];
    first.begin(all);
    const sockets = new ShimSockets(seen?.shims ?? [], this.#sockets);
    const managed = bundles.map((bundle) => containerFacts(bundle, defined({ seen, sockets, oci, first })));
    const others = seen === undefined ? [] : unmanagedContainers(states, { base, bundles, seen, oci, first });
    first.end();
    return keptIfSame(this.#last?.containers, [...managed, ...others]);
  }

  #isRacy({ unread }: BundleReading): boolean {
    return (unread === undefined && this.#bundles.isRacy) || this.#docker.isRacy;
  }

  /** A bundle exists before its shim. */
  #isStarting(containers: readonly ContainerFacts[]): boolean {
    return this.#shims.hasNew && containers.some(({ shimProcess }) => shimProcess === 'gone');
  }

  /** Many shims run the same program. */
  #describe(shims: readonly SeenShim[]): readonly ShimProcess[] {
    const inodeAt = inodesOnce(this.#files);
    const described = shims.map((shim) => {
      const { file } = shim;
      const now = file.path === undefined ? undefined : fileState(file, inodeAt(file.path));
      const version = this.#versions.read(file, now === 'current');
      return shimProcess(shim, [now, version], now, version);
    });
    return keptIfSame(this.#last?.reading.facts.shims, described);
  }

  /** The facts of the last reading, where these are the same: what follows from them is then not worked out again. */
  #kept(facts: RunningFacts): RunningFacts {
    const { shims, otherShims, containers, dockerContainers, troubles } = facts;
    const last = this.#last?.reading.facts;
    const isSame =
      last !== undefined &&
      hasSameItems(
        [shims, otherShims, containers, dockerContainers],
        [last.shims, last.otherShims, last.containers, last.dockerContainers],
      ) &&
      hasSameItems(troubles, last.troubles);
    return isSame ? last : facts;
  }
}

const shimProcess = oncePerDetail(
  (
    { pid, namespace, id, state, file: { binary, path, open } }: SeenShim,
    file: ShimProcess['file'],
    version: string | undefined,
  ): ShimProcess => defined({ pid, namespace, id, state, binary, path, file, open, version }),
);

/** Linux `include/linux/proc_ns.h`, `PROC_PID_INIT_INO`. */
const hostPidNamespace = 'pid:[4026531836]';

const hidden = 'Cannot see the processes of this host, so that it is not known which shims run';

function processPaths(shims: RunningFacts['shims'] = [], containers: readonly ContainerFacts[]): readonly string[] {
  const pids = [...shims.map(({ pid }) => pid), ...containers.flatMap(({ initPid }) => initPid ?? [])];
  return pids.map((pid) => `/proc/${pid}`);
}

/** A container that starts gets its first process after its bundle. */
function startingBundles({ base }: BundleReading, containers: readonly ContainerFacts[]): readonly string[] {
  const starting = containers.filter(({ bundle, init }) => bundle.state !== 'missing' && init !== 'running');
  return starting.map(({ bundle: { namespace, id } }) => posix.join(base, namespace, id));
}

function programPaths(shims: RunningFacts['shims'] = []): readonly string[] {
  return [...new Set(shims.flatMap(({ path }) => path ?? []))];
}
