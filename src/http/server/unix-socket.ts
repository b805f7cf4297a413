import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, renameSync, rmSync, type Stats } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { errorCode, errorMessage, UsageError } from '../../errors.ts';

/** The owner and the group may connect; connecting needs the w bit (unix(7)). */
const socketMode = 0o660;

/** A bound unix socket; `remove()` deletes its file, unless another file replaced it. */
interface UnixSocket {
  remove(): void;
}

/**
 * Binds a socket at `path`, and replaces a socket without a listener.
 *
 * `bind` is called with a name next to it: the socket gets its mode there and is then renamed, so that no client sees it
 * with another mode, or `path` without a socket. A `UsageError` says why `path` cannot be used.
 */
export async function bindUnixSocket(path: string, bind: (path: string) => Promise<void>): Promise<UnixSocket> {
  await makeSureItIsFree(path);
  const passing = join(dirname(path), `.${randomBytes(3).toString('hex')}`);
  await bind(passing);
  try {
    chmodSync(passing, socketMode);
    const own = lstatSync(passing);
    renameSync(passing, path);
    return { remove: () => removeOwn(path, own) };
  } catch (error) {
    rmSync(passing, { force: true });
    throw new UsageError(`Cannot listen on "unix:${path}": ${errorMessage(error)}`);
  }
}

function removeOwn(path: string, own: Stats): void {
  const now = lstatSync(path, { throwIfNoEntry: false });
  if (now?.ino === own.ino && now.dev === own.dev) rmSync(path, { force: true });
}

async function makeSureItIsFree(path: string): Promise<void> {
  const parent = statOf(dirname(path), path);
  if (parent === undefined) {
    throw new UsageError(
      `Cannot listen on "unix:${path}": the directory "${dirname(path)}" is missing; create it first`,
    );
  }
  const there = statOf(path, path);
  if (there === undefined) return;
  if (!there.isSocket()) {
    throw new UsageError(`Cannot listen on "unix:${path}": a file that is not a socket is there; write another path`);
  }
  const outcome = await tryConnection(path);
  if (outcome === 'ECONNREFUSED' || outcome === 'ENOENT') return;
  const why = outcome === 'connected' || outcome === 'EAGAIN' ? 'another process listens there' : outcome;
  throw new UsageError(`Cannot listen on "unix:${path}": ${why}; stop it, or write another path`);
}

function statOf(path: string, socketPath: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(`Cannot listen on "unix:${socketPath}": ${errorMessage(error)}`);
  }
}

function tryConnection(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.once('error', (error) => resolve(errorCode(error) ?? errorMessage(error)));
  });
}
