import type { ListenAddress } from './settings.ts';

/** First descriptor that systemd passes: `SD_LISTEN_FDS_START` of sd_listen_fds(3). */
const firstDescriptor = 3;

type Environment = Readonly<Record<string, string | undefined>>;

/** Name of the descriptor that leads to systemd's notification socket (`OpenFile=/run/systemd/notify:watchdog`). */
const watchdogName = 'watchdog';

/**
 * The sockets that systemd opened for this process (sd_listen_fds(3)); none when the variables are for another process.
 *
 * A socket unit with `FileDescriptorName=docker` serves only the Docker API.
 */
export function inheritedSockets(environment: Environment, pid: number): readonly ListenAddress[] {
  return inheritedDescriptors(environment, pid).flatMap(({ fd, name }) =>
    name === watchdogName ? [] : [{ kind: 'fd', fd, api: name === 'docker' ? 'docker' : 'all' }],
  );
}

/** Where systemd's watchdog waits for this process, and how often it wants a sign of life, in milliseconds. */
export interface Watchdog {
  readonly fd: number;
  readonly timeoutMs: number;
}

/** The watchdog of sd_watchdog_enabled(3), where systemd opened its socket for this process. */
export function inheritedWatchdog(environment: Environment, pid: number): Watchdog | undefined {
  const { WATCHDOG_USEC, WATCHDOG_PID = String(pid) } = environment;
  const found = inheritedDescriptors(environment, pid).find(({ name }) => name === watchdogName);
  const timeoutMs = Number(WATCHDOG_USEC) / 1000;
  return found === undefined || WATCHDOG_PID !== String(pid) || !(timeoutMs > 0)
    ? undefined
    : { fd: found.fd, timeoutMs };
}

function inheritedDescriptors(
  { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES }: Environment,
  pid: number,
): readonly { readonly fd: number; readonly name: string | undefined }[] {
  const count = Number(LISTEN_FDS);
  if (LISTEN_PID !== String(pid) || !Number.isInteger(count) || count < 1 || count > 64) return [];
  const names = LISTEN_FDNAMES?.split(':') ?? [];
  return Array.from({ length: count }, (_, index) => ({ fd: firstDescriptor + index, name: names[index] }));
}
