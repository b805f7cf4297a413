import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { checkTogether, slowRequestCheck } from '../../../src/http/server/app-server.ts';

async function listening(intervalMs: number) {
  const server = createServer({ connectionsCheckingInterval: intervalMs }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return server;
}

/** Counts the checks of a server: each of them reads this limit. */
function countChecks(server: Awaited<ReturnType<typeof listening>>): () => number {
  let checks = 0;
  Object.defineProperty(server, 'headersTimeout', {
    get: () => {
      checks += 1;
      return 10_000;
    },
  });
  return () => checks;
}

it('node keeps the timer of its check of slow requests where we look for it', async () => {
  const server = await listening(1000);

  expect(slowRequestCheck(server)?.hasRef()).toBe(false);
  expect(slowRequestCheck(createServer())).toBeUndefined();
});

it('a check waits for what wakes the process up after the same time, and for nothing else', async () => {
  const [together, alone] = [await listening(1000), await listening(1000)];
  const checks = [together, alone].map(countChecks);

  for (let times = 0; times < 8; times += 1) {
    checkTogether(together, 1000);
    checkTogether(alone, 200);
    await pause(200);
  }

  expect(checks[0]?.()).toBe(0);
  expect(checks[1]?.()).toBeGreaterThan(0);
});

it('a server that was closed stays closed', async () => {
  const server = await listening(1000);
  const checks = countChecks(server);
  server.close();
  await once(server, 'close');

  checkTogether(server, 1000);
  await pause(1300);

  expect(checks()).toBe(0);
});
