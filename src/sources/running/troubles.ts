import { posix } from 'node:path';
import { errnoText } from '../../core/go/errno-text.ts';
import type { BundleReading } from './bundles.ts';
import type { DockerReading } from './docker-containers.ts';
import type { RunningQuestion } from './question.ts';

/** Where containerd never started a container, nothing runs. */
export function isListed({ errno, unread }: BundleReading): boolean {
  return unread === undefined && (errno === undefined || errno === 'ENOENT');
}

/** Why containers are not known, or not all of them, one sentence each. */
export function troublesOf(
  bundles: BundleReading,
  docker: DockerReading,
  { dockerRoots, dockerUnread }: RunningQuestion,
): string[] {
  return [
    ...(isListed(bundles) ? [] : [whyNotListed(bundles)]),
    ...(bundles.isCut ? [`There are more containers below "${bundles.base}" than are read`] : []),
    ...(docker.errno === undefined
      ? []
      : [`Cannot list "${posix.join(dockerRoots[0] ?? '', 'containers')}": ${errnoText(docker.errno)}`]),
    ...(dockerUnread === undefined ? [] : [dockerUnread]),
    ...(docker.isCut ? ['Docker has more containers than are read'] : []),
  ];
}

function whyNotListed({ base, errno = '', unread }: BundleReading): string {
  if (unread === undefined) return `Cannot list "${base}": ${errnoText(errno)}`;
  return `It is not known where containerd keeps its containers: ${unread}`;
}
