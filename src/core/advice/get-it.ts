import type { ContainerdFacts, OtherStarter } from '../../model/host/containerd-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { catalogueEntry } from '../catalogue.ts';

/** No shim starts on a host without containerd; another program may start what is meant without a shim. */
export function adviseWithoutContainerd(
  { insteadOfIt = [] }: Pick<ContainerdFacts, 'insteadOfIt'>,
  other: OtherStarter,
): Advice[] {
  if (!insteadOfIt.includes(other)) return [{ text: 'Install containerd: it starts the shims' }];
  return [{ text: useOf[other] }, { text: 'Or install containerd, which starts the shims' }];
}

const useOf: Readonly<Record<OtherStarter, string>> = {
  'CRI-O': 'Look at the configuration of CRI-O: its handlers are tables [crio.runtime.runtimes.NAME] in "/etc/crio"',
  Podman:
    'Give Podman the path of an OCI runtime with --runtime: it reads "/etc/containers/containers.conf", and no daemon.json',
};

/** Where to get a shim or an OCI runtime, by its file name; undefined for a file that is not in the catalogue. */
export function whereToGet(binary: string): Advice | undefined {
  const entry = catalogueEntry(binary);
  if (entry === undefined) return undefined;
  const { project, url } = entry;
  const what = project === binary ? project : `"${binary}" from ${project}`;
  return { text: `Install ${what} (${url})` };
}
