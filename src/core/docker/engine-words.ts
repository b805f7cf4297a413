import { errnoText } from '../go/errno-text.ts';
import { dockerRules } from './release.ts';

const aboutMounts =
  ': Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type';

/**
 * What the Engine makes of containerd's error about a container that did not start; it reports any "not a directory"
 * as a fault of a mount, and any "is a directory" as a fault of the command.
 *
 * Sources: moby `daemon/start.go`, `daemon/errors.go` (`translateContainerdStartErr`, `setExitCodeFromError`).
 */
export function inEngineWords(message: string, version: string): string {
  const { taskFailed, directoryIsDenied } = dockerRules(version);
  return taskFailed + message + endOf(message, directoryIsDenied);
}

function endOf(message: string, directoryIsDenied: boolean): string {
  if (directoryIsDenied && message.includes(errnoText('EISDIR'))) return `: ${errnoText('EACCES')}`;
  return message.includes(errnoText('ENOTDIR')) ? aboutMounts : '';
}
