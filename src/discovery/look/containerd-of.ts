import type { Dockerd } from '../../core/docker/config/dockerd.ts';
import {
  configuredContainerd,
  containerdAddress,
  embedsContainerd,
  isContainerdKnown,
} from '../../core/docker/config/sockets.ts';
import { defined } from '../../model/defined.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { ProcessOptions } from '../../sources/containerd/containerd-process.ts';
import { runningContainerds } from '../../sources/containerd/running-containerds.ts';
import type { NamedContainerd } from '../../sources/docker/in-front.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { Trust } from '../../sources/processes/trust.ts';

/**
 * The containerd that is meant: the named one, else the one behind the running dockerd, else the one at the default
 * address. Where neither an option nor a running dockerd names it, another that is the only one may be meant.
 */
export function containerdOf(
  files: HostFiles,
  { containerd, dockerdFlags }: Pick<ObserveSettings, 'containerd' | 'dockerdFlags'>,
  dockerd: Dockerd,
  named: NamedContainerd | undefined,
): ProcessOptions {
  const exists = (path: string) => files.stat(path).ok;
  const configured = configuredContainerd(dockerd);
  const given = named?.address;
  const isGiven = given !== undefined || (dockerdFlags !== undefined && configured !== undefined);
  const isUnseen = dockerd.pid !== undefined && dockerd.unseen !== undefined;
  const isGuess = containerd === 'auto' && named === undefined && isUnseen;
  return defined({
    containerd,
    containerdAddress: given ?? containerdAddress(dockerd, exists),
    dockerd: dockerd.pid,
    isOfDockerd: given === undefined && configured === undefined,
    isEmbedded: embedsContainerd(dockerd),
    mayBeAnother: !isGiven && dockerd.pid === undefined,
    ...(isGuess && !isContainerdKnown(dockerd) ? childOf(files, dockerd) : {}),
  });
}

/** Where the place of a dockerd's containerd is not known, only a containerd that it has started is certainly its own. */
function childOf(
  files: HostFiles,
  { pid: dockerd }: Dockerd,
): Pick<ProcessOptions, 'containerd'> & Partial<ProcessOptions> {
  const child = runningContainerds(files, new Trust(files, [])).find(({ parent }) => parent === dockerd);
  return child === undefined ? { containerd: 'none' } : { containerd: child.pid, containerdAddress: child.address };
}
