import type { ListenAddress } from './settings.ts';

/** First descriptor that systemd passes: `SD_LISTEN_FDS_START` of sd_listen_fds(3). */
const firstDescriptor = 3;

/**
 * The sockets that systemd opened for this process (sd_listen_fds(3)); none when the variables are for another process.
 *
 * A socket unit with `FileDescriptorName=docker` serves only the Docker API.
 */
export function inheritedSockets(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly ListenAddress[] {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = environment;
  const count = Number(LISTEN_FDS);
  if (LISTEN_PID !== String(pid) || !Number.isInteger(count) || count < 1 || count > 64) return [];
  const names = LISTEN_FDNAMES?.split(':') ?? [];
  return Array.from({ length: count }, (_, index) => ({
    kind: 'fd',
    fd: firstDescriptor + index,
    api: names[index] === 'docker' ? 'docker' : 'all',
  }));
}
