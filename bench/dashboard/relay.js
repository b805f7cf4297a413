import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A TCP port of loopback that leads to a unix socket: browsers know no other way to it. */
export async function relayToTcp(socketPath) {
  const sockets = new Set();
  const server = createServer((client) => {
    const service = connect(socketPath);
    for (const socket of [client, service]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.pipe(service).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
