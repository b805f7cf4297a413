import { createServer } from 'node:http';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { bindPrototypes } from '../../../src/http/answer/pre-bound.ts';
import { eventually } from '../../eventually.ts';
import { ask } from '../serving.ts';

it('bindPrototypes() leaves express nothing to switch on a request or response', async () => {
  const app = express();
  const classes = bindPrototypes(app);
  const seen: { inside: object[]; outside: object[] } = { inside: [], outside: [] };
  app.get('/', (request, response) => {
    seen.inside.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    response.status(201).json({ path: request.path, host: request.get('host'), same: request.app === response.app });
  });
  const server = createServer(classes, (request, response) => {
    seen.outside.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    app(request, response);
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await eventually(() => expect(server.listening).toBe(true));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;

  const { status, text } = await ask(port, '/', { headers: { Host: 'a.example' } });

  expect(status).toBe(201);
  expect(JSON.parse(text)).toEqual({ path: '/', host: 'a.example', same: true });
  expect(seen.inside).toEqual(seen.outside);
  expect(seen.inside[0]).toBe(seen.outside[0]);
  expect(seen.inside[1]).toBe(seen.outside[1]);
});
