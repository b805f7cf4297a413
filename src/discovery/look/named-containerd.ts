import { defined } from '../../model/defined.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { runningContainerds } from '../../sources/containerd/running-containerds.ts';
import type { NamedContainerd } from '../../sources/docker/in-front.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { Trust } from '../../sources/processes/trust.ts';

/** The containerd that the options name, by its process or by its socket; undefined when they name none. */
export function namedContainerd(
  files: HostFiles,
  { containerd, containerdAddress: address }: Pick<ObserveSettings, 'containerd' | 'containerdAddress'>,
): NamedContainerd | undefined {
  if (typeof containerd === 'number') {
    const found = runningContainerds(files, new Trust(files, [])).find(({ pid }) => pid === containerd);
    const { parent, uid } = found ?? {};
    return defined({ pid: containerd, parent, uid, address: address ?? found?.address });
  }
  return address === undefined ? undefined : defined({ address, uid: ownerOf(files, address) });
}

function ownerOf(files: HostFiles, socket: string): number | undefined {
  const found = files.stat(socket);
  return found.ok && found.stat.isSocket() ? Number(found.stat.uid) : undefined;
}
