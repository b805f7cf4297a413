import { nameInError } from '../resolve/read-question.ts';

/** What a failed command of docker is about, as far as its error shows. */
export type Failure =
  /** The error has the name of a runtime. */
  | { readonly kind: 'runtime'; readonly name: string }
  /** The error has the file that could not be executed: a shim, or an OCI runtime. */
  | { readonly kind: 'file'; readonly path: string }
  /** containerd does not understand the answer of a shim, and the error does not name the shim. */
  | { readonly kind: 'pairing' }
  /** `docker start` names the containers; the error was printed before. */
  | { readonly kind: 'containers'; readonly names: readonly string[] }
  /** A CLI of Docker 26 shows only the exit status of `docker run`; 125 is its own, others may be the container's. */
  | { readonly kind: 'status'; readonly status: number };

/** Longer errors are cut: no real one is as long. */
const mostCharacters = 8192;

/** Reads the error of a command of docker; undefined when it is not about a runtime. */
export function readFailure(error: string): Failure | undefined {
  const text = error.slice(0, mostCharacters).trim();
  const status = /^Status: , Code: (12[567])$/.exec(text)?.[1];
  if (status !== undefined) return { kind: 'status', status: Number(status) };
  const containers = /^Error: failed to start containers: (.+)$/.exec(text)?.[1];
  if (containers !== undefined) return { kind: 'containers', names: containers.split(', ') };
  const path = fileIn(text);
  if (path !== undefined) return { kind: 'file', path };
  if (pairingErrors.test(text)) return { kind: 'pairing' };
  // Other errors of an OCI runtime are about the container: its command, its mounts.
  if (/\bOCI runtime \w+ failed: /.test(text)) return undefined;
  const asked = nameInError(text);
  const isOfDocker = asked?.client === undefined || asked.client === 'docker';
  return asked !== undefined && isOfDocker ? { kind: 'runtime', name: asked.name } : undefined;
}

/**
 * The file that could not be executed. A command of the container that is missing looks alike (`exec: "x": executable file
 * not found`), but has other words before it.
 *
 * Sources: containerd `pkg/process/init.go`, `runtime/v2/binary.go`; moby `daemon/runtime_unix.go`.
 */
function fileIn(text: string): string | undefined {
  const execution = /\bfork\/exec (\/.+?): /.exec(text);
  const lookup =
    /(?:unable to retrieve OCI runtime error \(.*\)|looking up the specified runtime path): exec: "([^"]+)": /;
  return execution?.[1] ?? lookup.exec(text)?.[1];
}

/** Sources: containerd `core/runtime/v2/shim.go`, `parseStartResponse`, `makeConnection`. */
const pairingErrors =
  /\bunsupported shim version \(|\bunsupported protocol: |\bunexpected protocol: |\bfailed to create TTRPC connection: |\bdial unix \0/;
