import { defined } from '../../model/defined.ts';
import type { ContainerFacts, RunningFacts, ShimProcess } from '../../model/host/running.ts';
import type { RunningContainer } from '../../model/host/running-container.ts';
import type { ShimEvidence, TaskApi } from '../../model/host/shim-evidence.ts';
import { findOciRuntime } from '../containerd/find-oci-runtime.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { findShim } from '../forecast/find-shim.ts';
import { evidenceOfRelease } from '../pairing/evidence.ts';
import type { World } from '../world.ts';
import type { Running } from './plan.ts';
import type { Subject } from './planned.ts';

/** What completes the facts of a container: the host's files as the containerd of the next release finds them. */
export type PlanWorld = Pick<World, 'containerd' | 'inspect' | 'shimEvidence'>;

/** Completes what was read of the containers that run, for a containerd of release `to`. */
export function runningSubjects(running: RunningFacts | undefined, world: PlanWorld, to: string): Running {
  if (running?.containers === undefined) {
    const why = running?.troubles.join('. ') ?? '';
    return { subjects: [], unread: why === '' ? 'What runs was not read' : why };
  }
  const next = { ...world, containerd: { ...world.containerd, version: to } };
  return { subjects: running.containers.map((container) => subjectOf(container, running, next)) };
}

function subjectOf(container: ContainerFacts, running: RunningFacts, world: PlanWorld): Subject {
  const { id, shimBinaryPath } = container.bundle;
  const shim = running.shims?.find(({ pid }) => pid === container.shim);
  const docker = running.dockerContainers?.find((each) => each.id === id);
  const started = shim?.binary ?? shimBinaryPath?.split('/').at(-1);
  const runtimeName = started === undefined ? undefined : canonicalName(started);
  const search = {
    ...world,
    evidence: (path: string) => world.shimEvidence?.(path) ?? {},
    ...defined({ runtimeName }),
  };
  return defined({
    container: defined({
      ...container,
      shimFile: findShim(container.bundle, search)?.shimFile,
      taskApi: taskApiOf(shim, world),
      ...ociRuntime(container, world),
    }),
    name: docker?.name,
    runtime: docker?.runtime || (runtimeName ?? null),
    pid: container.shim ?? null,
  });
}

/** Asks the program that runs, which may not be the file any more. */
function taskApiOf(shim: ShimProcess | undefined, { shimEvidence }: PlanWorld): TaskApi | undefined {
  if (shim === undefined) return undefined;
  const { file, path, version } = shim;
  const evidence: ShimEvidence | undefined =
    file === 'current' && path !== undefined ? shimEvidence?.(path) : undefined;
  return evidence?.taskApi ?? (version === undefined ? undefined : evidenceOfRelease(version).taskApi);
}

type OciFacts = Pick<RunningContainer, 'ociRuntime' | 'shimOciRuntime'>;

/** Whether the shim can execute the OCI runtime; a shim that does not use one needs none. */
function ociRuntime({ bundle: { runtime }, usesOciRuntime }: ContainerFacts, world: PlanWorld): OciFacts {
  if (usesOciRuntime === false) return { ociRuntime: true, shimOciRuntime: true };
  if (runtime === undefined) return {};
  const found = findOciRuntime(runtime ?? '', world.containerd, world.inspect).ok;
  return { ociRuntime: found, shimOciRuntime: found };
}
