import type { Dockerd } from '../../core/docker/config/dockerd.ts';
import { configuredContainerd, containerdAddress, embedsContainerd } from '../../core/docker/config/sockets.ts';
import { defined } from '../../model/defined.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { ProcessOptions } from '../../sources/containerd/containerd-process.ts';
import type { NamedContainerd } from '../../sources/docker/in-front.ts';
import type { HostFiles } from '../../sources/host-files.ts';

/**
 * The containerd that is meant: the named one, else the one behind the running dockerd, else the one at the default
 * address. Where neither an option nor a running dockerd names it, another that is the only one may be meant.
 */
export function containerdOf(
  files: HostFiles,
  { dockerdFlags }: Pick<ObserveSettings, 'dockerdFlags'>,
  dockerd: Dockerd,
  named: NamedContainerd | undefined,
): Omit<ProcessOptions, 'containerd'> {
  const exists = (path: string) => files.stat(path).ok;
  const configured = configuredContainerd(dockerd);
  const given = named?.address;
  const isGiven = given !== undefined || (dockerdFlags !== undefined && configured !== undefined);
  return defined({
    containerdAddress: given ?? containerdAddress(dockerd, exists),
    dockerd: dockerd.pid,
    isOfDockerd: given === undefined && configured === undefined,
    isEmbedded: embedsContainerd(dockerd),
    mayBeAnother: !isGiven && dockerd.pid === undefined,
  });
}
