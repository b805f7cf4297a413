import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { routes } from '../../public/page/router.js';
import { addressFiles } from '../../src/http/page/addresses.ts';
import { readPageFiles } from '../../src/http/page/files.ts';
import { drawn, open, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

/** Everything that is loaded before the page is live. */
const mostAtStart = 45_000;
/** What each section loads when it is opened. */
const mostOfSection = 10_000;
/** What says in sentences what changes mean: Changes and the page of a shim load it after they are drawn. */
const mostOfSentences = 15_000;

const directory = join(import.meta.dirname, '..', '..', 'public');

it('what is loaded before the page is live is under 45 kB on the wire, and each section under 10 kB', async () => {
  const files = addressFiles(readPageFiles(directory));
  const sizeOf = (path: string) => gzipSync(files.find((file) => file.path === path)?.text ?? '', { level: 6 }).length;
  const service = await serveHost();
  let loaded: string[] = [];
  const page = await open(service.address, {
    // No Prometheus is configured.
    expected: /404/,
    before: async (opened) => {
      opened.on('requestfinished', (request) => loaded.push(new URL(request.url()).pathname));
    },
  });
  const isOfSentences = (path: string) => /\/data\/(?:sentences\/|learned\.js$)/.test(path);
  const sum = (paths: readonly string[]) => paths.reduce((total, path) => total + sizeOf(path), 0);
  let sentences = 0;
  const weigh = () => {
    const files = loaded.filter((path) => !path.startsWith('/v1/'));
    loaded = [];
    sentences += sum(files.filter(isOfSentences));
    return sum(files.filter((path) => !isOfSentences(path)));
  };

  const start = weigh();
  expect(start).toBeGreaterThan(20_000);
  expect(start).toBeLessThan(mostAtStart);
  for (const section of routes.slice(1)) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${section}`);
    await page.locator(`#${section} .region-head`).waitFor();
    if (section === 'changes') await page.getByText('No changes since shimdex started').waitFor();
    const sum = weigh();
    expect(sum, section).toBeGreaterThan(0);
    expect(sum, section).toBeLessThan(mostOfSection);
  }
  expect(sentences).toBeGreaterThan(5000);
  expect(sentences).toBeLessThan(mostOfSentences);
});

it('a second visit requests only the page and its data', async () => {
  const service = await serveHost();
  const page = await open(service.address);
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
