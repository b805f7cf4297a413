import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { expect, it, onTestFinished } from 'vitest';
import type { Change } from '../../src/model/inventory/change.ts';
import { runtime } from '../builders.ts';
import { serveFacade } from './facade.ts';

const kata = runtime({ name: 'io.containerd.kata.v2' });
const runc = runtime({ name: 'runc', origin: 'stock', ociRuntime: { path: 'runc', args: [] } });
const created: Change = { kind: 'runtime', action: 'create', key: kata.name, after: kata };

/** A façade, and clients of it: on its socket, with a version pinned, and over TCP, where dockerode knows no prefix. */
async function serveClients() {
  const facade = await serveFacade({ runtimes: [kata, runc] });
  const docker = new Docker({ socketPath: facade.socket });
  const pinned = new Docker({ socketPath: facade.socket, version: 'v1.43' });
  const overTcp = new Docker({ protocol: 'http', host: '127.0.0.1', port: facade.rootPort });
  return { facade, docker, all: [docker, pinned, overTcp] };
}

it('info() has the runtimes as Portainer reads them', async () => {
  const { facade, all } = await serveClients();

  for (const docker of all) {
    const info = await docker.info();

    expect(Object.keys(info.Runtimes)).toEqual(['io.containerd.kata.v2', 'runc']);
    expect(info.DefaultRuntime).toBe('runc');
  }
  expect(facade.asked()).toEqual(['GET /info', 'GET /v1.43/info', 'GET /info']);
});

it('ping() and version() are answered', async () => {
  const { all } = await serveClients();

  for (const docker of all) {
    expect(String(await docker.ping())).toBe('OK');
    expect(await docker.version()).toMatchObject({ ApiVersion: '1.51', Platform: { Name: 'shimdex' } });
  }
});

it('getEvents() streams what happens, a line each', async () => {
  const { facade, all } = await serveClients();
  for (const docker of all) {
    const stream = (await docker.getEvents({ filters: { event: ['create'] } })) as unknown as Readable;
    onTestFinished(() => void stream.destroy());
    const line = once(createInterface({ input: stream }), 'line');

    facade.reader.show({}, [created]);

    const [text] = await line;
    expect(JSON.parse(text)).toMatchObject({ Type: 'runtime', Action: 'create', Actor: { ID: kata.name } });
  }
});

it('errors carry the message', async () => {
  const { all } = await serveClients();

  for (const docker of all) {
    await expect(docker.listContainers()).rejects.toMatchObject({
      statusCode: 404,
      json: { message: 'page not found' },
    });
    await expect(docker.createContainer({ Image: 'busybox' })).rejects.toMatchObject({ statusCode: 404 });
  }
});
