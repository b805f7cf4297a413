import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { addressFiles } from '../../src/http/page/addresses.ts';
import { readPageFiles } from '../../src/http/page/files.ts';
import { eventually } from '../eventually.ts';
import { drawn, open, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

const mostBytes = 60_000;

it('the whole page is under 60 kB on the wire', async () => {
  const files = addressFiles(readPageFiles(join(import.meta.dirname, '..', '..', 'public')));
  const bytes = files.reduce((sum, { text }) => sum + gzipSync(text, { level: 6 }).length, 0);

  const service = await serveHost();
  const sizes = new Map<string, number>();
  await open(service.address, {
    before: async (page) => {
      page.on('requestfinished', async (request) => {
        if (!request.url().includes('/v1/')) sizes.set(request.url(), (await request.sizes()).responseBodySize);
      });
    },
  });

  expect(bytes).toBeLessThan(mostBytes);
  await eventually(() => expect(sizes.size).toBe(files.length));
  // The page contains the data of the host, so its size depends on the host.
  sizes.delete(`${service.address}/`);
  const received = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(received).toBeGreaterThan(bytes * 0.8);
  expect(received).toBeLessThan(mostBytes);
});

it('a second visit requests only the page and its data', async () => {
  const service = await serveHost();
  const page = await open(service.address);
  await page.locator('#changes .region-head').waitFor({ state: 'attached' });
  const session = await page.context().newCDPSession(page);
  const fetched = new Map<string, string>();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => fetched.set(requestId, request.url));
  session.on('Network.requestServedFromCache', ({ requestId }) => fetched.delete(requestId));
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache) fetched.delete(requestId);
  });
  await session.send('Network.enable');

  await page.goto(`${service.address}/?again`);
  await drawn(page);
  await page.locator('#changes .region-head').waitFor({ state: 'attached' });

  const asked = [...fetched.values()].map((url) => url.replace(service.address, ''));
  expect(asked.sort()).toEqual(['/?again', '/v1/events', '/v1/fleet']);
});

it('injected markup cannot run scripts', async () => {
  const service = await serveHost();
  const page = await open(service.address, { expected: /Content Security Policy|Trusted(?:HTML|Script|TypePolicy)/ });

  const outcome = await page.evaluate(() => {
    const tried: string[] = [];
    const attempt = (what: string, act: () => void) => {
      try {
        act();
        tried.push(`${what} passed`);
      } catch {
        tried.push(`${what} refused`);
      }
    };
    attempt('innerHTML', () => {
      document.body.innerHTML = '<p>';
    });
    attempt('script', () => {
      document.createElement('script').text = 'alert(1)';
    });
    attempt('policy', () => {
      (
        globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }
      ).trustedTypes.createPolicy('other', {});
    });
    return tried;
  });

  expect(outcome).toEqual(['innerHTML refused', 'script refused', 'policy refused']);
});
