import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { ContainerFacts, DockerContainer, RunningFacts, ShimProcess } from '../../model/host/running.ts';
import { onceEach } from '../../model/once-per.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { fileNameOf } from '../go/path.ts';

/** The namespace of Docker's containers by default. Source: moby `daemon/config/config.go`. */
const usualNamespace = 'moby';

/** The facts of Docker that decide which of its containers belongs to a bundle, and which runtime that container has. */
export function decisiveIn({ foreign, containerdNamespace, runtimes }: DockerFacts): readonly unknown[] {
  return [foreign, containerdNamespace, runtimes.defaultRuntime];
}

/** Finds the container of Docker that belongs to a bundle. An Engine of another host has no containers here. */
export function dockerContainersOf(
  { dockerContainers = [] }: RunningFacts,
  { foreign, containerdNamespace = usualNamespace }: Pick<DockerFacts, 'foreign' | 'containerdNamespace'>,
): (container: { readonly namespace: string; readonly id: string }) => DockerContainer | undefined {
  const known = new Map(foreign === undefined ? dockerContainers.map((each) => [each.id, each]) : []);
  return ({ namespace, id }) => (namespace === containerdNamespace ? known.get(id) : undefined);
}

/** Finds the runtime that a container was started with. */
export type FindRuntime = (
  container: ContainerFacts,
  shim: Pick<ShimProcess, 'binary' | 'path'> | undefined,
  docker: DockerContainer | undefined,
) => string | undefined;

/**
 * The runtime is the name that Docker keeps, or its default if that is known. Otherwise it is the name of the shim, or the path of
 * a shim that has no such name. Many containers have the same shim, so each name is worked out once.
 */
export function findRuntimes(defaultRuntime: string): FindRuntime {
  const nameOf = onceEach(canonicalName);
  return ({ bundle }, shim, docker) => {
    const kept = docker && (docker.runtime || defaultRuntime);
    if (kept) return kept;
    // A container of a pod has no path of its own.
    const path = bundle.shimBinaryPath || shim?.path;
    const binary = path === undefined ? shim?.binary : fileNameOf(path);
    return (binary && nameOf(binary)) ?? path ?? binary;
  };
}
