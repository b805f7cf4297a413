import { defined } from '../../model/defined.ts';
import type { Resolution } from '../../model/resolution.ts';

/**
 * An error as the command of the client prints it. Docker's is that of `docker run`; a kubelet puts the error into an event
 * without a text of its own.
 *
 * Sources: Docker CLI 28.2.2 `cli/command/container/run.go`; nerdctl `cmd/nerdctl/main.go`.
 */
export function printsOf({ client, error }: Pick<Resolution, 'client' | 'error'>): Pick<Resolution, 'prints'> {
  return defined({ prints: error === undefined ? undefined : printed[client](error) });
}

const printed: Readonly<Record<Resolution['client'], (error: string) => string>> = {
  docker: (error) => `docker: Error response from daemon: ${error}\n\nRun 'docker run --help' for more information`,
  containerd: (error) => error,
  nerdctl: (error) => `FATA[0000] ${error}`,
  cri: (error) => error,
};
