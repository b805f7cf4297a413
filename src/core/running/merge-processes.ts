import { defined } from '../../model/defined.ts';
import { grouped } from '../../model/grouped.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { ContainerFacts, DockerContainer, RunningFacts, ShimProcess } from '../../model/host/running.ts';
import type { Process, ServedContainer } from '../../model/inventory/process.ts';
import { oncePerDetail } from '../../model/once-per.ts';
import { compareCodePoints } from '../code-points.ts';
import { type ReadAnswer, readAnswer } from '../pairing/answer.ts';
import { pairingRules } from '../pairing/release.ts';
import { decisiveIn, dockerContainersOf, type FindRuntime, findRuntimes } from './container-runtime.ts';

/** The shim processes by their pids, each with the containers that it serves; the same list for the same facts. */
export function mergeProcesses(running: RunningFacts, docker: DockerFacts): readonly Process[] {
  return processesOf(running, decisiveIn(docker), docker);
}

const processesOf = oncePerDetail((running: RunningFacts, docker: DockerFacts): readonly Process[] => {
  const containersOf = grouped(running.containers ?? [], ({ shim }) => (shim === undefined ? [] : [shim]));
  const dockerOf = dockerContainersOf(running, docker);
  const { defaultRuntime } = docker.runtimes;
  const runtimeOf = findRuntimes(defaultRuntime);
  const merged = (running.shims ?? []).map((shim) => {
    const served = containersOf.get(shim.pid) ?? [];
    const known = served.map(({ bundle }) => dockerOf(bundle));
    const isUnknown = running.containers === undefined;
    return processOf(shim, [defaultRuntime, isUnknown, ...served, ...known], isUnknown, served, known, runtimeOf);
  });
  return merged.sort((a, b) => a.pid - b.pid);
});

/** containerd does not know a container whose bundle is gone. */
export function isUnmanaged({ bundle, init }: ContainerFacts): boolean {
  return bundle.state === 'missing' && init === 'running';
}

/** The same object as long as it serves the same containers. */
const processOf = oncePerDetail(
  (
    shim: ShimProcess,
    isUnknown: boolean,
    served: readonly ContainerFacts[],
    docker: readonly (DockerContainer | undefined)[],
    runtimeOf: FindRuntime,
  ): Process => {
    const { pid, binary, path, file, state, version, namespace } = shim;
    const answer = served.map(answerOf).find((each) => each !== undefined);
    const containers = served.map((container, index): ServedContainer => {
      const known = docker[index];
      return containerOf(container, known?.name, runtimeOf(container, shim, known) ?? binary);
    });
    return defined({
      pid,
      binary,
      path,
      state: file ?? null,
      stopped: state === 'stopped' ? (true as const) : undefined,
      version,
      namespace,
      containers: containers.sort((a, b) => compareCodePoints(a.id, b.id)),
      containersUnknown: isUnknown ? (true as const) : undefined,
      protocol: answer?.protocol,
      taskApi: answer?.version,
      ociRuntime: served.map(ociRuntimeOf).find((each) => each !== undefined),
    });
  },
);

function containerOf(container: ContainerFacts, name: string | undefined, runtime: string): ServedContainer {
  const { bundle, init } = container;
  return defined({
    id: bundle.id,
    name,
    runtime,
    state: init === undefined ? null : init === 'running' ? ('running' as const) : ('stopped' as const),
    unmanaged: isUnmanaged(container) ? (true as const) : undefined,
  });
}

/** The newest release reads every form of an answer. */
const everyForm = pairingRules('');

/** What the shim answered when it was started: a file of each release keeps it. */
function answerOf({
  bundle: { bootstrap, address },
}: ContainerFacts): Extract<ReadAnswer, { ok: true }>['result'] | undefined {
  const written = bootstrap ?? address;
  const answer = typeof written === 'string' ? readAnswer(written, everyForm) : undefined;
  return answer?.ok === true ? answer.result : undefined;
}

/** The file is empty for `runc` on PATH. */
function ociRuntimeOf({ bundle: { runtime } }: ContainerFacts): string | undefined {
  return typeof runtime === 'string' ? runtime || 'runc' : undefined;
}
