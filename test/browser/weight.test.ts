import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { posix } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Route } from '../../public/page/router.js';
import { addressFiles } from '../../src/http/page/addresses.ts';
import { readDashboard } from '../../src/http/page/pages.ts';
import { drawn, open, useChromium } from './chromium.ts';
import { hosts, runContainer } from './hosts.ts';
import { serveHost, serveRoot, useService } from './service.ts';

useChromium();

const service = useService((atEnd) => serveRoot(hosts.quiet, atEnd));

/** Everything that is loaded before the page is live. */
const mostAtStart = 45_000;
/** What is loaded in one step afterwards: a section that is opened, or what it needs once it is drawn. */
const mostOfStep = 10_500;

/** Everything that is loaded while the reader does nothing. */
const mostAhead = 85_000;

const files = addressFiles(readDashboard());

/** The modules that are loaded on demand. A step begins with one, and has what it needs and its style sheets. */
const onDemand = new Set(
  files.flatMap(({ path, text }) =>
    [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, to = '']) => posix.join(posix.dirname(path), to)),
  ),
);

interface Step {
  readonly name: string;
  bytes: number;
}

/** Takes what a page has loaded since the last call, as the steps in which it was loaded. */
type Weigh = () => Step[];

/** Opens a page whose loads are weighed. It loads nothing before it is needed, unless it `prefetches`. */
async function openWeighed(
  address: string,
  prefetches = false,
): Promise<{ page: Page; weigh: Weigh; loadedAll: Promise<unknown> | undefined }> {
  let asked: string[] = [];
  let loadedAll: Promise<unknown> | undefined;
  const weigh = () => {
    const steps: Step[] = [{ name: 'page', bytes: 0 }];
    for (const path of asked) {
      const text = files.find((file) => file.path === path)?.text;
      if (text === undefined) continue;
      if (onDemand.has(path)) steps.push({ name: posix.basename(path, '.js'), bytes: 0 });
      const step = steps.at(-1);
      if (step) step.bytes += gzipSync(text, { level: 6 }).length;
    }
    asked = [];
    return steps.filter(({ bytes }) => bytes > 0);
  };
  const page = await open(address, {
    // No Prometheus is configured.
    expected: /404/,
    before: async (opened) => {
      if (prefetches) loadedAll = opened.waitForResponse('**/paint-svg.js');
      const isAhead = (path: string) => !prefetches && path.endsWith('/page/prefetch.js');
      opened.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (!isAhead(pathname)) asked.push(pathname);
      });
      await opened.route(
        ({ pathname }) => isAhead(pathname),
        (route) => route.fulfill({ contentType: 'text/javascript', body: 'export const prefetch = () => {};' }),
      );
    },
  });
  return { page, weigh, loadedAll };
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((value) => {
    location.hash = value;
  }, hash);
}

function expectSmall(steps: readonly Step[], ...names: readonly string[]): void {
  expect(steps.map(({ name }) => name)).toEqual(names);
  for (const { name, bytes } of steps) {
    expect(bytes, name).toBeGreaterThan(0);
    expect(bytes, name).toBeLessThan(mostOfStep);
  }
}

const sum = (steps: readonly Step[]) => steps.reduce((total, { bytes }) => total + bytes, 0);

const shim = '/usr/bin/containerd-shim-kata-v2';

const sections: Readonly<Record<Exclude<Route, 'runtimes'>, { hash?: string; shows: string; steps?: string[] }>> = {
  explain: {
    hash: '#/explain?name=runc',
    shows: '#trace svg',
    steps: ['explain-region', 'trace', 'paste', 'long-text'],
  },
  'search-path': { shows: '#search-path .station' },
  handlers: { shows: '#handlers .region-head' },
  running: { shows: '#running .region-head' },
  findings: { shows: '#findings .region-head' },
  changes: { shows: '#no-changes p' },
  fleet: { shows: '#fleet:has(#fleet-table[aria-rowcount])', steps: ['fleet-region', 'fleet-hosts'] },
  shim: {
    hash: `#/shim?path=${shim}`,
    shows: '#no-shim-history p',
    steps: ['shim-region', 'shim-cards', 'shim-history'],
  },
};

it.each(Object.entries(sections))(
  'at most 45 kB are loaded before the page is live, and at most 10.5 kB in each step of %s',
  async (section, { hash, shows, steps = [`${section}-region`] }) => {
    const { page, weigh } = await openWeighed(service().address);
    const start = sum(weigh());
    expect(start).toBeGreaterThan(20_000);
    expect(start).toBeLessThan(mostAtStart);

    await goTo(page, hash ?? `#/${section}`);
    await page.locator(shows).first().waitFor();
    expectSmall(weigh(), ...steps);
  },
);

it('everything else is loaded two seconds later, at most 85 kB', async () => {
  const { weigh, loadedAll } = await openWeighed(service().address, true);
  weigh();

  await loadedAll;
  const ahead = weigh();
  const named = ahead.map(({ name }) => name);
  const rest = [...onDemand].map((path) => posix.basename(path, '.js'));
  // No Prometheus is configured.
  expect(named.sort()).toEqual(rest.filter((name) => !['app', 'fleet-region', 'fleet-hosts'].includes(name)).sort());
  expect(sum(ahead)).toBeLessThan(mostAhead);
});

it('what a finding means is at most 2 kB', () => {
  const meanings = files.filter(({ path }) => path.includes('/meanings/'));
  const sizes = meanings.map(({ text }) => gzipSync(text, { level: 6 }).length);

  expect(sizes.length).toBeGreaterThan(40);
  expect(Math.max(...sizes)).toBeLessThan(2000);
});

it('Changes loads the words for each kind of change when there is one, at most 10.5 kB each', async () => {
  const { host, address } = await serveRoot(async (prepared) => {
    await hosts.quiet(prepared);
    prepared.program('/usr/bin/crun').daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });
  });
  const { page, weigh } = await openWeighed(address);
  weigh();
  await goTo(page, '#/changes');
  await page.locator('#no-changes p').first().waitFor();
  const section = weigh();
  expectSmall(section, 'changes-region');
  const added = '/usr/local/bin/containerd-shim-added-v1';
  const kinds: [name: string, change: () => unknown, text: string][] = [
    ['shims', () => host.program(added), 'containerd-shim-added-v1 was installed in'],
    ['shim-updates', () => chmodSync(host.at(added), 0o644), 'lost its execute permission'],
    ['processes', () => runContainer(host, { name: 'web', runtime: 'runc', shim: 2000, path: shim }), 'Container web'],
    ['programs', () => rmSync(host.at('/usr/bin/crun')), 'OCI runtime /usr/bin/crun is not there any more'],
    ['names', () => host.daemonJson({ runtimes: {} }), 'crun was removed from daemon.json'],
    ['host', () => mkdirSync(host.at('/usr/local/sbin')), '/usr/local/sbin can be searched now'],
  ];
  for (const [name, change, text] of kinds) {
    // Changes that follow each other at once are one.
    await pause(600);
    change();
    await page.getByText(text).waitFor();
    const steps = weigh();
    expectSmall(steps, name);
    if (name === 'shims') expect(sum([...section, ...steps])).toBeLessThan(mostOfStep);
  }

  const again = await openWeighed(address);
  again.weigh();
  await goTo(again.page, '#/changes');
  for (const [, , text] of kinds) await again.page.getByText(text).waitFor();
  expectSmall(again.weigh(), 'changes-region', ...kinds.map(([name]) => name).reverse());
});

it('a second visit requests only the page and its data', async () => {
  const service = await serveHost();
  let loadedAll: Promise<unknown> | undefined;
  const page = await open(service.address, {
    before: async (opened) => {
      loadedAll = opened.waitForEvent('requestfinished', (request) => request.url().endsWith('/paint-svg.js'));
    },
  });
  await loadedAll;
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

  // That a response came from the cache is known when it arrives.
  const asked = () => [...fetched.values()].map((url) => url.replace(service.address, '')).sort();
  await expect.poll(asked).toEqual(['/?again', '/v1/events', '/v1/fleet']);
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
