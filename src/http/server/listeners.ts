import { lookup } from 'node:dns/promises';
import type { Server } from 'node:http';
import type { ListenOptions, Socket } from 'node:net';
import { errorCode, errorMessage, UsageError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ListenAddress } from '../../settings/settings.ts';
import type { App } from '../app.ts';
import type { Guard } from '../gate/guard.ts';
import { isLoopback } from '../gate/host-check.ts';
import { checkTogether, createAppServer } from './app-server.ts';
import { ConnectionBound, mostConnections, openFilesLimit } from './connection-bound.ts';
import { bindUnixSocket } from './unix-socket.ts';

/** What opening listeners takes. */
interface ListenersOptions {
  readonly app: App;
  readonly addresses: readonly ListenAddress[];
  /** Listen beyond loopback though there is neither TLS nor a password. */
  readonly insecureListen: boolean;
  /** TLS and passwords, for what comes by TCP. */
  readonly guard?: Guard | undefined;
  readonly log: Log;
  /** The first connection to a socket of systemd starts the service, so requests wait there until it has looked at the host. */
  readonly firstLook?: Promise<void>;
  /** How long `close()` lets requests under way take, in milliseconds; 5,000 by default. */
  readonly closingMs?: number;
  /** How many connections all listeners may have together; by default as the limit of open files allows. */
  readonly mostConnections?: number | undefined;
}

/** The open listeners of the service. */
export interface Listeners {
  /** Where it listens: `http://127.0.0.1:7446`, `unix:/run/shimdex.sock`, `fd:3`; port 0 is shown as the actual port. */
  readonly addresses: readonly string[];
  /** Something else wakes the process up after `nextMs` from now: regular checks of the same interval run with it. */
  wakeTogether(nextMs: number): void;
  /** Takes no more connections, ends streams and waits, and resolves when all is closed, by force after a while. */
  close(): Promise<void>;
}

interface Listener extends Place {
  readonly server: Server;
  readonly connections: ReadonlySet<Socket>;
}

/** Where a server listens, and how its place is given back. */
interface Place {
  readonly address: string;
  readonly remove: () => void;
}

/** Opens every address or none; a `UsageError` names the address that cannot be opened, and what to do. */
export async function openListeners(options: ListenersOptions): Promise<Listeners> {
  const { app, log, closingMs = 5_000 } = options;
  const bound = new ConnectionBound(options.mostConnections ?? mostConnections(openFilesLimit()), log);
  const opened: Listener[] = [];
  const closeAll = async (afterMs: number) => {
    await Promise.all(opened.map((listener) => closeListener(listener, afterMs)));
  };
  try {
    for (const address of options.addresses) opened.push(await open(address, options, bound));
  } catch (error) {
    await closeAll(0);
    throw error;
  }
  for (const { address } of opened) log.info({ address }, 'listening');
  return {
    addresses: opened.map(({ address }) => address),
    wakeTogether: (nextMs) => {
      for (const { server } of opened) checkTogether(server, nextMs);
    },
    close: async () => {
      const closed = closeAll(closingMs);
      app.end();
      await closed;
    },
  };
}

async function open(address: ListenAddress, options: ListenersOptions, bound: ConnectionBound): Promise<Listener> {
  const ready = address.kind === 'fd' ? options.firstLook : undefined;
  const server = createAppServer(options.app, address.api, options.guard, ready);
  const connections = connectionsOf(server, bound);
  return { server, connections, ...(await openAt(address, server, options)) };
}

function openAt(address: ListenAddress, server: Server, options: ListenersOptions): Promise<Place> {
  const name = nameOf(address);
  switch (address.kind) {
    case 'tcp':
      return openInternet(server, name, address, options);
    case 'unix':
      return openUnix(server, name, address.path);
    case 'fd':
      return openInherited(server, name, address.fd, options);
  }
}

async function openInternet(
  server: Server,
  name: string,
  { host, port }: { readonly host: string; readonly port: number },
  options: ListenersOptions,
): Promise<Place> {
  const found = await lookUpHost(name, host);
  admit(name, found, options);
  await listen(server, name, { host: found, port });
  return { address: urlOf(server, options.guard) ?? name, remove: () => {} };
}

async function openUnix(server: Server, name: string, path: string): Promise<Place> {
  const socket = await bindUnixSocket(path, (bound) => listen(server, name, { path: bound })).catch((error) => {
    server.close();
    throw error;
  });
  return { address: name, remove: () => socket.remove() };
}

/** A socket that systemd opened is the unit's to place and to remove; it is admitted like any other. */
async function openInherited(server: Server, name: string, fd: number, options: ListenersOptions): Promise<Place> {
  await listen(server, name, { fd } as ListenOptions);
  const bound = server.address();
  try {
    if (typeof bound === 'object' && bound !== null) admit(name, bound.address, options);
  } catch (error) {
    server.close();
    throw error;
  }
  return { address: urlOf(server, options.guard) ?? name, remove: () => {} };
}

/** Beyond loopback everyone on the network can send requests, so the administrator has to allow it explicitly. */
function admit(name: string, address: string, { insecureListen, guard, log }: ListenersOptions): void {
  if (isLoopback(address) || guard?.protective) return;
  if (!insecureListen) {
    throw new UsageError(
      `Cannot listen on "${name}": it is not loopback, and neither TLS nor a password is configured; write a loopback address, a --web-config with either, or --insecure-listen to listen there without protection`,
    );
  }
  log.warn({ address: name }, 'listening beyond loopback with neither TLS nor a password: --insecure-listen was given');
}

async function lookUpHost(name: string, host: string): Promise<string> {
  try {
    return (await lookup(host, { verbatim: false })).address;
  } catch (error) {
    throw new UsageError(`Cannot listen on "${name}": ${errorMessage(error)}; write an IP address`);
  }
}

function listen(server: Server, name: string, where: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new UsageError(`Cannot listen on "${name}": ${explain(error)}`));
    server.once('error', fail);
    server.listen(where, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function explain(error: Error): string {
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return 'another process listens there; stop it, or write another --listen address';
    case 'EADDRNOTAVAIL':
      return 'no network interface has this address; write one that "ip address" lists';
    case 'EACCES':
      return 'permission denied; write a port above 1023, or a path this user may write to';
    default:
      return error.message;
  }
}

function closeListener({ server, connections, remove }: Listener, afterMs: number): Promise<void> {
  remove();
  return new Promise((resolve) => {
    // A connection goes idle when its last answer ends, which may be any time from now on.
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const force = setTimeout(() => endConnections(connections), afterMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(force);
      resolve();
    });
  });
}

/** The connections that a server has, as it accepted them. */
function connectionsOf(server: Server, bound: ConnectionBound): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    if (!bound.admit(socket)) return;
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}

/** One whose TLS handshake hangs is none that HTTP knows of. */
function endConnections(connections: ReadonlySet<Socket>): void {
  for (const socket of connections) socket.destroy();
}

function nameOf(address: ListenAddress): string {
  switch (address.kind) {
    case 'tcp':
      return hostPort(address.host, address.port);
    case 'unix':
      return `unix:${address.path}`;
    case 'fd':
      return `fd:${address.fd}`;
  }
}

function urlOf(server: Server, guard: Guard | undefined): string | undefined {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null
    ? `${guard?.tls ? 'https' : 'http'}://${hostPort(bound.address, bound.port)}`
    : undefined;
}

function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
