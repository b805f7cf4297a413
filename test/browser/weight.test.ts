import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { addressFiles } from '../../src/http/page/addresses.ts';
import { readPageFiles } from '../../src/http/page/files.ts';
import { eventually } from '../eventually.ts';
import { drawn, open, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

const mostAtFirst = 45_000;
const mostLater = 10_000;

const files = addressFiles(readPageFiles(join(import.meta.dirname, '..', '..', 'public')));

const texts = new Map(files.map(({ path, text }) => [path, text]));

function sizeOf(paths: Iterable<string>): number {
  return [...paths].reduce((sum, path) => sum + gzipSync(texts.get(path) ?? '', { level: 6 }).length, 0);
}

/** The modules that a module names in `import … from` or in `import()`. */
function namedIn(path: string, pattern: RegExp): string[] {
  return Array.from((texts.get(path) ?? '').matchAll(pattern), ([, other = '']) =>
    posix.join(posix.dirname(path), other),
  );
}

/** A module and everything that it imports before it runs. */
function closureOf(path: string): Set<string> {
  const found = new Set([path]);
  for (const each of found) for (const other of namedIn(each, / from '(\.[^']+)'/g)) found.add(other);
  return found;
}

it('what comes before the page is live is under 45 kB, and each later part under 10 kB', () => {
  const app = files.find(({ path }) => path.endsWith('/app.js'))?.path ?? '';
  const others = files.map(({ path }) => path).filter((path) => !path.endsWith('.js') || path.endsWith('first.js'));
  const first = new Set([...others, ...closureOf(app)]);
  const later = new Set<string>();
  for (const path of texts.keys()) for (const other of namedIn(path, /import\('(\.[^']+)'\)/g)) later.add(other);
  const parts = [...later].map((path) => [
    posix.basename(path),
    sizeOf([...closureOf(path)].filter((each) => !first.has(each))),
  ]);

  expect(sizeOf(first)).toBeLessThan(mostAtFirst);
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.filter(([, bytes]) => Number(bytes) >= mostLater)).toEqual([]);
});

it('the service sends the page compressed', async () => {
  const service = await serveHost();
  const sizes = new Map<string, number>();
  await open(service.address, {
    before: async (page) => {
      page.on('requestfinished', async (request) => {
        if (!request.url().includes('/v1/')) sizes.set(request.url(), (await request.sizes()).responseBodySize);
      });
    },
  });
  const asked = () => [...sizes.keys()].map((url) => url.slice(service.address.length)).filter((path) => path !== '/');
  await eventually(() => expect(asked().some((path) => path.endsWith('/fleet-region.js'))).toBe(true));

  for (const path of asked()) {
    const expected = sizeOf([path]);
    expect([path, sizes.get(`${service.address}${path}`)]).toEqual([path, expect.closeTo(expected, -3)]);
  }
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
