import { defined } from '../../model/defined.ts';
import type { Client, Resolution } from '../../model/resolution.ts';

interface ClientCommand {
  /** A line that starts a container with a runtime; absent for a client without such a command. */
  readonly run?: (runtime: string) => string;
  /** An error as the command prints it. */
  readonly print: (error: string) => string;
}

/**
 * The command of each client. A kubelet puts the error into an event without a text of its own.
 *
 * Sources: Docker CLI 28.2.2 `cli/command/container/run.go`; nerdctl `cmd/nerdctl/main.go`.
 */
const commands: Readonly<Record<Client, ClientCommand>> = {
  docker: {
    run: (runtime) => `docker run --rm -it --runtime ${runtime} alpine`,
    print: (error) => `docker: Error response from daemon: ${error}\n\nRun 'docker run --help' for more information`,
  },
  containerd: {
    run: (runtime) => `ctr run --rm -t --runtime ${runtime} docker.io/library/alpine:latest test`,
    print: (error) => error,
  },
  nerdctl: {
    run: (runtime) => `nerdctl run --rm -it --runtime ${runtime} alpine`,
    print: (error) => `FATA[0000] ${error}`,
  },
  cri: { print: (error) => error },
};

/** A line that starts a container with a runtime, which is a word of a shell; undefined for a client without such a command. */
export function runCommand(client: Client, runtime: string): string | undefined {
  return commands[client].run?.(runtime);
}

/** An error as the command of the client prints it. Docker's is that of `docker run`. */
export function printsOf({ client, error }: Pick<Resolution, 'client' | 'error'>): Pick<Resolution, 'prints'> {
  return defined({ prints: error === undefined ? undefined : commands[client].print(error) });
}
