import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { ContainerFacts } from '../../model/host/running.ts';
import type { HostFiles } from '../host-files.ts';
import type { Bundle } from './bundles.ts';
import { criNamespace } from './container-facts.ts';
import type { FirstProcesses } from './first-processes.ts';
import type { OciStates } from './oci-states.ts';
import type { Seen } from './seen.ts';
import { isName } from './shim-arguments.ts';

/** The containers of one namespace of which an OCI runtime has a state. */
export interface OciDirectory {
  readonly root: string;
  readonly namespace: string;
  readonly directory: string;
  readonly ids: readonly string[];
}

const mostNamespaces = 256;

/** The states that OCI runtimes keep below some roots. */
export function ociDirectories(files: HostFiles, oci: OciStates, roots: Iterable<string>): readonly OciDirectory[] {
  return [...new Set(roots)].flatMap((root) => {
    const listed = files.listNow(root);
    if (!listed.ok) return [];
    return listed.names
      .filter(isName)
      .slice(0, mostNamespaces)
      .map((namespace) => {
        const directory = posix.join(root, namespace);
        return { root, namespace, directory, ids: oci.ids(directory) };
      });
  });
}

/** What was read of one containerd. */
interface Managed {
  /** The directory in which its bundles are. */
  readonly base: string;
  readonly bundles: readonly Bundle[];
  readonly seen: Seen;
  readonly oci: OciStates;
  readonly first: FirstProcesses;
}

/** Containers whose bundle is gone although their first process runs: containerd does not know them any more. */
export function unmanagedContainers(
  directories: readonly OciDirectory[],
  { base, bundles, seen, oci, first }: Managed,
): readonly ContainerFacts[] {
  const known = idsByNamespace(bundles);
  return directories.flatMap(({ root, namespace, directory, ids }) =>
    ids.flatMap((id): ContainerFacts[] => {
      if (known.get(namespace)?.has(id) === true) return [];
      const state = oci.read(directory, id);
      // Every containerd of a host keeps its states in the same directory, so the bundle shows whose container it is.
      if (state?.pid === undefined || state.bundle !== posix.join(base, namespace, id)) return [];
      if (!first.isSame(state.pid, state.startTicks, seen.pids)) return [];
      const shim = seen.named({ namespace, id });
      return [
        defined({
          bundle: { namespace, id, state: 'missing' as const },
          sockets: {},
          shimProcess: shim?.state ?? ('gone' as const),
          shim: shim?.pid,
          init: 'running' as const,
          initPid: state.pid,
          usesOciRuntime: true,
          runcState: true,
          ociState: posix.join(directory, id),
          ociRoot: root,
          ownedByCri: namespace === criNamespace,
        }),
      ];
    }),
  );
}

function idsByNamespace(bundles: readonly Bundle[]): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { facts } of bundles) {
    const others = ids.get(facts.namespace) ?? new Set();
    ids.set(facts.namespace, others.add(facts.id));
  }
  return ids;
}
