import { defined } from '../../model/defined.ts';
import type { ContainerFacts, DockerContainer, RunningFacts, ShimProcess } from '../../model/host/running.ts';
import type { ShimOnDisk } from '../../model/host/running-container.ts';
import type { ShimEvidence, TaskApi } from '../../model/host/shim-evidence.ts';
import { onceEach, oncePerDetail } from '../../model/once-per.ts';
import { findOciRuntime } from '../containerd/find-oci-runtime.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { findNamedShim, nameOfShim } from '../forecast/find-shim.ts';
import { fileNameOf } from '../go/path.ts';
import { evidenceOfRelease } from '../pairing/evidence.ts';
import type { World } from '../world.ts';
import type { Running } from './plan.ts';
import type { Subject } from './planned.ts';

/** What completes the facts of a container: the host's files as the containerd of the next release finds them. */
export type PlanWorld = Pick<World, 'containerd' | 'inspect' | 'shimEvidence'>;

/** Completes what was read of the containers that run, for a containerd of release `to`. */
export function runningSubjects(running: RunningFacts | undefined, world: PlanWorld, to: string): Running {
  if (running?.containers === undefined) return { subjects: [], unread: whyUnread(running) };
  const next = new NextContainerd({ ...world, containerd: { ...world.containerd, version: to } }, running);
  const subjects = running.containers.map((container) => next.subjectOf(container));
  // The command line of a containerd that cannot be seen may name another directory of containers.
  return running.shims === undefined ? { subjects, unread: whyUnread(running) } : { subjects };
}

function whyUnread(running: RunningFacts | undefined): string {
  return running?.troubles.join('. ') || 'What runs was not read';
}

/** Looks up what containers need when the next containerd loads them. Many have the same shim, which is looked up once. */
class NextContainerd {
  readonly #world: PlanWorld;
  readonly #shims: ReadonlyMap<number, ShimProcess>;
  readonly #docker: ReadonlyMap<string, DockerContainer>;
  readonly #runtimeName = onceEach(canonicalName);
  /** The file that a name leads to, and the same as a text: two looks that find the same have equal texts. */
  readonly #shimFile: (name: string) => { readonly file: ShimOnDisk; readonly text: string } | undefined;
  readonly #findsOciRuntime: (binaryName: string) => boolean | undefined;

  constructor(world: PlanWorld, { shims = [], dockerContainers = [] }: RunningFacts) {
    this.#world = world;
    this.#shims = new Map(shims.map((shim) => [shim.pid, shim]));
    this.#docker = new Map(dockerContainers.map((container) => [container.id, container]));
    const evidence = (path: string) => world.shimEvidence?.(path) ?? {};
    this.#shimFile = onceEach((name) => {
      const file = findNamedShim(name, { ...world, evidence }).shimFile;
      const isMissing = !file.found && file.why === 'file-missing';
      return isMissing && this.#mayBeInOpt(name) ? undefined : { file, text: JSON.stringify(file) };
    });
    this.#findsOciRuntime = onceEach((binaryName) => {
      const { ok } = findOciRuntime(binaryName, world.containerd, world.inspect);
      return ok || !this.#mayBeInOpt(binaryName) ? ok : undefined;
    });
  }

  /** A name is searched on PATH and in the directory of the opt plugin, which may not be known. */
  #mayBeInOpt(name: string): boolean {
    const { optUnread, startUnread } = this.#world.containerd;
    return (optUnread ?? startUnread) !== undefined && !name.includes('/');
  }

  subjectOf(container: ContainerFacts): Subject {
    const { bundle } = container;
    const shim = container.shim === undefined ? undefined : this.#shims.get(container.shim);
    const docker = this.#docker.get(bundle.id);
    const started = shim?.binary ?? (bundle.shimBinaryPath ? fileNameOf(bundle.shimBinaryPath) : undefined);
    const runtimeName = started === undefined ? undefined : this.#runtimeName(started);
    const named = nameOfShim(bundle, runtimeName);
    const shimFile = named === undefined ? undefined : this.#shimFile(named);
    const found: Found = {
      taskApi: taskApiOf(shim, this.#world),
      ociRuntime: this.#ociRuntime(container),
      name: docker?.name,
      runtime: docker?.runtime || (runtimeName ?? null),
    };
    return completed(container, [shimFile?.text, ...Object.values(found)], found, shimFile?.file);
  }

  /** Whether the shim can execute the OCI runtime; a shim that does not use one needs none. */
  #ociRuntime({ bundle: { runtime }, usesOciRuntime }: ContainerFacts): boolean | undefined {
    if (usesOciRuntime === false) return true;
    return runtime === undefined ? undefined : this.#findsOciRuntime(runtime ?? '');
  }
}

/** What completes the facts of a container, in addition to the file of its shim. */
interface Found {
  readonly taskApi: TaskApi | undefined;
  readonly ociRuntime: boolean | undefined;
  readonly name: string | undefined;
  readonly runtime: string | null;
}

/** The same object as long as the same is found for the same facts. */
const completed = oncePerDetail(
  (
    container: ContainerFacts,
    { taskApi, ociRuntime, name, runtime }: Found,
    shimFile: ShimOnDisk | undefined,
  ): Subject =>
    defined({
      container: defined({ ...container, shimFile, taskApi, ociRuntime, shimOciRuntime: ociRuntime }),
      name,
      runtime,
      pid: container.shim ?? null,
    }),
);

/** Asks the program that runs, which may not be the file any more. */
function taskApiOf(shim: ShimProcess | undefined, { shimEvidence }: PlanWorld): TaskApi | undefined {
  if (shim === undefined) return undefined;
  const { file, path, version } = shim;
  const evidence: ShimEvidence | undefined =
    file === 'current' && path !== undefined ? shimEvidence?.(path) : undefined;
  return evidence?.taskApi ?? (version === undefined ? undefined : evidenceOfRelease(version).taskApi);
}
