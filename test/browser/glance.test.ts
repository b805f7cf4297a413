import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import { startContainerd } from '../conformance/containerd-daemon.ts';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { open, texts, useChromium } from './chromium.ts';
import { serveHost, useService } from './service.ts';

useChromium();

const kata = useService((atEnd) => serveHost({ host: (host) => host.shim('one/containerd-shim-kata-v2') }, atEnd));

it('the page shows the containerd that it found, with its version, process and search path', async () => {
  const directory = temporaryDirectory();
  const daemon = await startContainerd({
    directory,
    executable: join(directory, 'bin', 'containerd'),
    cwd: directory,
    env: { PATH: '/usr/bin' },
  });
  onTestFinished(() => daemon.stop());
  const service = await serveHost({
    options: () => [
      '--containerd',
      `--containerd-address=${daemon.address}`,
      '--search-path',
      '--containerd-cwd',
      '--containerd-version',
    ],
  });

  const page = await open(service.address);
  await page.getByText('Details').click();

  // The version is known when the service has asked the daemon, which may be later than its first look.
  await eventually(async () => {
    const { host } = (await service.get('/v1/inventory')) as Inventory;
    expect(host.containerd.pid).toBeGreaterThan(1);
    expect((await texts(page, '#host-line li'))[0]).toBe(`containerd ${host.containerd.version}`);
    expect((await texts(page, '#host-details dl > div')).slice(0, 2)).toEqual([
      `containerd pid ${host.containerd.pid}, version ${host.containerd.version} (read)`,
      'Search path from the running process',
    ]);
  });
});

it('the page shows that neither containerd nor Docker was found, and which versions it assumes', async () => {
  const service = await serveHost({
    options: (host) => ['--docker-version', `--docker-config=${host.at('none.json')}`],
  });

  const page = await open(service.address);
  const [containerd, docker] = await texts(page, '#host-line li');

  expect(containerd).toBe('containerd not found, version 2.0.0');
  expect(docker).toMatch(/^Docker not found, assuming [\d.]+$/);
  await expect.poll(() => page.locator('#host-details').textContent()).toContain('none.json');
});

it('the page shows the default runtime, whether it starts, and how many runtimes can start', async () => {
  const service = await serveHost({
    host: (host) => {
      host.shim('one/containerd-shim-kata-v2');
      host.file(
        'daemon.json',
        '{"default-runtime": "mine", "runtimes": {"mine": {"runtimeType": "io.containerd.mine.v1"}}}',
      );
    },
    options: () => ['--target=edge-7'],
  });

  const page = await open(service.address);
  const [, , standard, counts] = await texts(page, '#host-line li');

  expect(standard).toBe('default mine · containerd-shim-mine-v1 is not installed');
  expect(counts).toBe('1 of 4 ready');
  await expect.poll(() => texts(page, '#host, #connection .state')).toEqual([`Host ${hostname()} · edge-7`, 'Live']);
  await expect.poll(() => texts(page, '#findings-tally')).toEqual(['1! high']);
  await expect.poll(() => page.title()).toBe(`(1!) ${hostname()} · edge-7 · Runtimes`);
  service.host.shim('one/containerd-shim-mine-v1');
  await eventually(async () => {
    expect((await texts(page, '#host-line li'))[2]).toBe('default mine ready');
    // What the shims are is published on its own, so the revision may be a later one.
    expect(await texts(page, '#revision')).toEqual([expect.stringMatching(/^revision (?!1$)\d+$/)]);
  });
});

it('nothing flashes: the page arrives with its data, and does not change when its script starts', async () => {
  const service = kata();
  const shown = (page: Page) => texts(page, 'main > :not([hidden], noscript, .unseen, :has(> ul:empty))');
  const before: string[] = [];

  const page = await open(service.address, {
    before: async (opened) => {
      await opened.route('**/v1/events', async (route) => {
        before.push(...(await shown(opened)));
        await route.continue();
      });
    },
  });

  expect(before).toHaveLength(2);
  expect(before.join()).toContain('io.containerd.kata.v2');
  await expect.poll(() => shown(page)).toEqual(before);
  await expect.poll(() => page.locator('#waiting').isVisible()).toBe(false);
});

it.each([
  ['/#/findings', 'findings'],
  ['/#/resolve?name=kata', 'explain'],
  ['/?q=kata', 'runtimes'],
  ['/#/runtimes?show=ready', 'runtimes'],
])('nothing flashes: %s does not show all runtimes first', async (path, region) => {
  const service = kata();
  let before: boolean | undefined;

  const page = await open(service.address, {
    path,
    before: async (opened) => {
      await opened.route('**/v1/events', async (route) => {
        before = await opened.locator('#runtimes').isVisible();
        await route.continue();
      });
    },
  });

  expect(before).toBe(false);
  await expect
    .poll(() => page.locator('main > .region:visible').evaluateAll((all) => all.map(({ id }) => id)))
    .toEqual([region]);
});

it('a page without data shows that it is loading', async () => {
  const service = await serveHost();
  const before: string[] = [];
  const undrawn = readFileSync(join(import.meta.dirname, '../../public/index.html'), 'utf8');

  const page = await open(service.address, {
    before: async (opened) => {
      await opened.route(`${service.address}/`, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(/<body.*$/s, () => undrawn.slice(undrawn.indexOf('<body')));
        await route.fulfill({ response, body });
      });
      await opened.route('**/v1/events', async (route) => {
        await opened.getByText('Loading…').waitFor();
        before.push(...(await texts(opened, 'main > :not([hidden], noscript, .unseen, :has(> ul:empty))')));
        await route.continue();
      });
    },
  });

  expect(before).toEqual(['Loading…']);
  await expect.poll(() => page.locator('#waiting').isVisible()).toBe(false);
  await expect.poll(() => page.locator('#glance').isVisible()).toBe(true);
});

it('text typed before the script starts stays in the filter and is applied', async () => {
  const service = await serveHost({
    host: (host) => {
      host.shim('one/containerd-shim-kata-v2');
      host.shim('one/containerd-shim-other-v1');
    },
  });

  const page = await open(service.address, {
    before: async (opened) => {
      await opened.route('**/v1/events', async (route) => {
        await opened.locator('#filter').fill('kata');
        await route.continue();
      });
    },
  });

  await expect.poll(() => page.locator('#filter').inputValue()).toBe('kata');
  await expect.poll(() => page.locator('#filter').evaluate((field) => field === document.activeElement)).toBe(true);
  await expect.poll(() => texts(page, '#runtimes-table .name')).toEqual(['io.containerd.kata.v2']);
});

it('a row that has the focus before the script starts keeps it', async () => {
  const service = kata();
  const focused = 'toggle io.containerd.kata.v2';

  const page = await open(service.address, {
    before: async (opened) => {
      await opened.route('**/v1/events', async (route) => {
        await opened.locator(`[data-focus="${focused}"]`).focus();
        await route.continue();
      });
    },
  });

  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-focus'))).toBe(focused);
});

it('without JavaScript the page shows a snapshot and links to the same data', async () => {
  const service = kata();

  const page = await open(service.address, { javaScriptEnabled: false });
  const links = await page.locator('noscript a').evaluateAll((found) => found.map((link) => link.getAttribute('href')));

  await expect.poll(() => page.locator('#runtimes-table .name').allTextContents()).toContain('io.containerd.kata.v2');
  await expect.poll(() => page.locator('#glance').isVisible()).toBe(true);
  expect(
    await page.locator('#filter, #connection, #theme, .menu-button').evaluateAll((all) => all.length),
  ).toBeGreaterThan(3);
  for (const control of await page.locator('#filter, #connection, #theme, .menu-button').all()) {
    await expect.poll(() => control.isVisible()).toBe(false);
  }
  expect(links).toContain('v1/runtimes');
  await expect.poll(() => page.getByRole('link', { name: 'Runtimes you can use' }).isVisible()).toBe(true);
  for (const link of links) expect((await fetch(`${service.address}/${link}`)).status).toBe(200);
});
