import { errnoText } from './errno-text.ts';

/** Why a file is not read that is not a regular one, or larger than it may be. */
const own: ReadonlyMap<string, string> = new Map([
  ['EFBIG', 'larger than 1 MiB'],
  ['FIFO', 'it is a FIFO, not a regular file'],
  ['SOCKET', 'it is a socket, not a regular file'],
  ['DEVICE', 'it is a device, not a regular file'],
]);

/** Why a configuration file of the host is not read, in words: those of Go for an error of the kernel. */
export function whyUnread(errno: string): string {
  return own.get(errno) ?? errnoText(errno);
}
