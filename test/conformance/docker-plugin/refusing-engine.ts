import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from '../../http/serving.ts';

/** An Engine that refuses every container with this error, at two addresses. */
export async function refusingEngine(message: string): Promise<{ readonly unix: string; readonly tcp: string }> {
  const socket = join(temporaryDirectory(), 'docker.sock');
  const [unix, tcp] = [await listen(message, socket), await listen(message, 0)];
  return { unix: `unix://${unix}`, tcp: `tcp://127.0.0.1:${(tcp as AddressInfo).port}` };
}

async function listen(message: string, where: string | number): Promise<AddressInfo | string | null> {
  const server = createServer((request, response) => {
    const isRefused = request.method === 'POST';
    const body = isRefused ? JSON.stringify({ message }) : 'OK';
    response.setHeader('content-type', isRefused ? 'application/json' : 'text/plain');
    response.writeHead(isRefused ? 400 : 200, { 'api-version': '1.41', 'content-length': body.length });
    request.resume().once('end', () => response.end(request.method === 'HEAD' ? undefined : body));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(where);
  await once(server, 'listening');
  return server.address();
}
