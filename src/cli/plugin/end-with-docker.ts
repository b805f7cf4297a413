import { readFileSync } from 'node:fs';
import type { Terminal } from '../terminal.ts';

const everyMs = 1000;

/**
 * Ends this process as SIGTERM does when docker wants it to end: without a terminal, docker receives the signals itself and
 * closes the socket that it has for its plugin. Node cannot connect to this socket, because it pads abstract names.
 *
 * Source: docker/cli `cmd/docker/docker.go`, `tryPluginRun`.
 */
export function endWithDocker({ DOCKER_CLI_PLUGIN_SOCKET: address }: Terminal['environment']): void {
  if (address === undefined || !isOpen(address)) return;
  const timer = setInterval(() => {
    if (isOpen(address)) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, everyMs).unref();
}

function isOpen(address: string): boolean {
  try {
    return readFileSync('/proc/net/unix', 'latin1').includes(` ${address}\n`);
  } catch {
    return true;
  }
}
