import { chmodSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import type { TimedChangeSet } from '../../src/model/inventory/change.ts';
import { open, texts, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

/** Errors that the browser logs when the service is down, or has started and not looked at the host yet. */
const gone =
  /status of 503|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_TIMED_OUT/;

const within = { timeout: 5000, interval: 20 };

const go = (page: Page, section: string) => page.locator('#sections').getByRole('link', { name: section }).click();

const row = (page: Page, name: string) => page.locator('.runtime', { has: page.getByText(name, { exact: true }) });

it('installed, hidden, broken and removed shims appear at once in every region', async () => {
  const { host, address } = await serveHost();
  const page = await open(address);
  const kata = row(page, 'io.containerd.kata.v2');
  const lanes = () => texts(page, '.station');

  host.shim('two/containerd-shim-kata-v2');
  await kata.getByText('Ready').waitFor();
  await expect.poll(() => kata.locator('.path').innerText()).toBe(host.at('two/containerd-shim-kata-v2'));
  await expect.poll(() => kata.getAttribute('class')).toContain('news');

  host.shim('one/containerd-shim-kata-v2');
  await vi.waitFor(
    async () => expect(await kata.locator('.path').innerText()).toBe(host.at('one/containerd-shim-kata-v2')),
    within,
  );
  await go(page, 'Search path');
  await vi.waitFor(async () => expect(await lanes()).toEqual(['kata-v2 selected', 'kata-v2 hidden by 2']), within);
  await go(page, 'Findings');
  await page.getByText('shim-shadowed').waitFor();

  rmSync(host.at('two/containerd-shim-kata-v2'));
  chmodSync(host.at('one/containerd-shim-kata-v2'), 0o644);
  await page.getByText('shim-unusable').waitFor();
  await go(page, 'Search path');
  await vi.waitFor(async () => expect(await lanes()).toEqual(['kata-v2 not executable']), within);
  await go(page, 'Runtimes');
  await kata.getByText('Not executable').waitFor();

  // What comes and goes within half a second is one event, in which nothing changed.
  await setTimeout(600);
  rmSync(host.at('one/containerd-shim-kata-v2'));
  await vi.waitFor(async () => expect(await kata.count()).toBe(0), within);
  await go(page, 'Findings');
  await page.getByText('No problems found').waitFor();
  await go(page, 'Changes');
  await page.locator('.change-set').first().waitFor();
  const lines = await texts(page, '.change-set li');
  expect(lines.slice(0, 2)).toContainEqual(expect.stringMatching(/^containerd-shim-kata-v2 was removed from \S+\/one/));
});

it('changes are listed newest first with their times, earlier changes below a line', async () => {
  const { host, address } = await serveHost();
  host.shim('one/containerd-shim-early-v1');
  // A shim appears, and once more when its file has been read. Other programs of the host are read meanwhile.
  await vi.waitFor(async () => expect(await changesAbout(address, 'early')).toHaveLength(2), within);

  const page = await open(address, { path: '/#/changes' });
  await page.locator('.change-set').first().waitFor();
  host.shim('one/containerd-shim-late-v1');
  const late = page.locator('.change-set', { hasText: 'late' });
  await late.waitFor();

  const order = () =>
    page
      .locator('#change-list > li')
      .evaluateAll((items) =>
        items.flatMap((item) =>
          item.className === 'opened' ? 'opened' : (/late|early/.exec(item.textContent ?? '')?.[0] ?? []),
        ),
      );
  await expect.poll(order).toEqual(['late', 'opened', 'early']);
  await expect
    .poll(() => texts(page, '.change-set:first-child li'))
    .toEqual([`containerd-shim-late-v1 was installed in ${host.at('one')}: io.containerd.late.v1 starts now`]);
  const timeOf = async (name: string) => {
    const shown = page.locator('.change-set', { hasText: name }).locator('time');
    await expect
      .poll(() => shown.locator('.ago').innerText())
      .toMatch(/^(?:just now|less than a minute ago|\d+ minutes? ago)$/);
    return Date.parse((await shown.getAttribute('datetime')) ?? '');
  };
  const [early] = (await changesAbout(address, 'early')).map(({ time }) => Date.parse(time)).reverse();
  expect((early ?? 0) - (await timeOf('early'))).toBeGreaterThanOrEqual(0);
  expect((early ?? 0) - (await timeOf('early'))).toBeLessThanOrEqual(500);
  await expect.poll(() => timeOf('late')).toBeGreaterThan(early ?? 0);
});

/** The moments at which something about a shim or its runtime changed, the newest first. */
async function changesAbout(address: string, name: string): Promise<readonly TimedChangeSet[]> {
  const answer = (await (await fetch(`${address}/v1/changes`)).json()) as { readonly changes: TimedChangeSet[] };
  return answer.changes.filter(({ changes }) => changes.some(({ key }) => key.includes(name)));
}

it('a lost service is shown at once, and the page catches up when it is back', async () => {
  const service = await serveHost({ host: (host) => host.shim('one/containerd-shim-old-v1') });
  const page = await open(service.address, { expected: gone });
  const before = Date.now();

  await service.kill();
  await page.getByText('Connection lost.', { exact: true }).waitFor();
  await expect.poll(() => texts(page, '#connection .state')).toEqual(['Reconnecting']);
  const since = Date.parse((await page.locator('#stale time').getAttribute('datetime')) ?? '');
  expect(since).toBeGreaterThanOrEqual(before - 1000);
  expect(since).toBeLessThanOrEqual(Date.now());
  await expect.poll(() => row(page, 'io.containerd.old.v1').isVisible()).toBe(true);

  rmSync(service.host.at('one/containerd-shim-old-v1'));
  service.host.shim('one/containerd-shim-new-v1');
  await service.start();
  await vi.waitFor(async () => expect(await texts(page, '#connection .state')).toEqual(['Live']), {
    timeout: 8000,
    interval: 20,
  });
  await expect.poll(() => page.locator('#stale').isVisible()).toBe(false);
  await expect.poll(() => texts(page, '.runtime .name')).toContain('io.containerd.new.v1');
  expect(await texts(page, '.runtime .name')).not.toContain('io.containerd.old.v1');

  await go(page, 'Changes');
  await page.getByText('detected after reconnecting').waitFor();
  const order = await texts(page, '#change-list > li');
  expect(order.map((text) => text.replace(/ \d.*/, '')).slice(-2)).toEqual([
    'shimdex restarted, seen at',
    'You opened this page at',
  ]);
  await expect
    .poll(() => texts(page, '.change-set:has(.missed) li'))
    .toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^containerd-shim-old-v1 was removed from \S+\/one: io\.containerd\.old\.v1 no longer starts/,
        ),
        expect.stringMatching(/^containerd-shim-new-v1 was installed in \S+\/one: io\.containerd\.new\.v1 starts now/),
      ]),
    );
});

it('sections that were not open yet show their data while the service is lost', async () => {
  const service = await serveHost({ host: (host) => host.shim('one/containerd-shim-old-v1') });
  let loadedAll: Promise<unknown> | undefined;
  const page = await open(service.address, {
    expected: gone,
    before: async (opened) => {
      // The last one, with its body: an answer that has begun would be cut off.
      loadedAll = opened.waitForEvent('requestfinished', (request) => request.url().endsWith('/paint-svg.js'));
    },
  });
  await loadedAll;

  await service.kill();
  await page.getByText('Connection lost.', { exact: true }).waitFor();

  for (const [section, text] of [
    ['Search path', 'old-v1'],
    ['Handlers', 'Names that a RuntimeClass can have'],
    ['Running', 'what a containerd restart would do'],
    ['Findings', 'Data sources'],
    ['Changes', 'What happened on this host'],
    ['Explain', 'Paste a name'],
  ] as const) {
    await go(page, section);
    await page.locator('main > .region:visible', { hasText: text }).waitFor();
    expect([section, await page.locator('#trouble').isVisible()]).toEqual([section, false]);
  }
  await page.goto(`${service.address}/#/runtimes`);
  await page.getByRole('button', { name: 'Copy from io.containerd.old.v1' }).click();
  await page.getByRole('menuitem', { name: 'JSON', exact: true }).waitFor();
});

it('a section that could not be loaded is loaded when the connection is back, and gets the focus', async () => {
  const service = await serveHost({ host: (host) => host.file('one/containerd-shim-kata-v2', '', 0o644) });
  const page = await open(service.address, {
    expected: gone,
    before: async (opened) => {
      await opened.route('**/page/prefetch.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: 'export const prefetch = () => {};' }),
      );
    },
  });

  await service.kill();
  await page.getByText('Connection lost.', { exact: true }).waitFor();
  await go(page, 'Findings');
  await page.getByText('Findings could not be loaded').waitFor();
  await service.start();

  await page.getByText('shim-unusable').waitFor({ timeout: 10_000 });
  await expect.poll(() => page.locator('#trouble').isVisible()).toBe(false);
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('heading');
});

it('a connection that hangs is noticed', async () => {
  const service = await serveHost();
  const page = await open(service.address, {
    expected: gone,
    before: async (opened) => void (await opened.clock.install()),
  });

  service.signal('SIGSTOP');
  await page.clock.runFor(15_000);
  await page.clock.runFor(5_000);
  await page.getByText('Connection lost.', { exact: true }).waitFor();
  service.signal('SIGCONT');
  await page.clock.runFor(4_000);

  await vi.waitFor(async () => expect(await texts(page, '#connection .state')).toEqual(['Live']), within);
});

it('a hidden page closes its connection, and opens it when it is visible again', async () => {
  const service = await serveHost();
  const streams: string[] = [];
  const page = await open(service.address, {
    before: async (opened) => {
      await opened.clock.install();
      opened.on('request', (request) => {
        if (request.url().endsWith('/v1/events')) streams.push('opened');
      });
      opened.on('requestfailed', (request) => {
        if (request.url().endsWith('/v1/events')) streams.push('closed');
      });
    },
  });
  const look = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);

  await look(true);
  await page.clock.fastForward(31_000);
  await vi.waitFor(() => expect(streams).toEqual(['opened', 'closed']), within);
  service.host.shim('one/containerd-shim-kata-v2');
  await look(false);

  await row(page, 'io.containerd.kata.v2').waitFor();
  expect(streams).toEqual(['opened', 'closed', 'opened']);
});

it('screen readers get one announcement, even for many changes', async () => {
  const { host, address } = await serveHost();
  const page = await open(address);
  const said: string[] = [];
  await page.exposeFunction('say', (text: string) => said.push(text));
  await page.evaluate(() => {
    const announcer = document.querySelector('#announcer');
    const report = () =>
      (globalThis as unknown as { say(text: string | null | undefined): void }).say(announcer?.textContent);
    if (announcer) new MutationObserver(report).observe(announcer, { childList: true });
  });

  for (let index = 0; index < 10; index += 1) host.shim(`one/containerd-shim-s${index}-v1`);
  await row(page, 'io.containerd.s9.v1').waitFor();

  await vi.waitFor(() => expect(said.length).toBe(1), within);
  expect(said[0]).toMatch(/^(Runtime \S+ added: ready|\d+ runtimes changed)$/);
  chmodSync(host.at('one/containerd-shim-s9-v1'), 0o644);
  await vi.waitFor(() => expect(said.at(-1)).toBe('Runtime io.containerd.s9.v1 changed: not executable'), within);
});

it('the finding of a change looks like the link that it is', async () => {
  const { host, address } = await serveHost({ host: (tree) => tree.shim('one/containerd-shim-kata-v2') });
  const page = await open(address, { path: '/#/changes' });

  chmodSync(host.at('one/containerd-shim-kata-v2'), 0o644);

  const link = page.locator('.change-set').getByRole('link', { name: 'shim-unusable' });
  await link.waitFor();
  expect(await link.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe('underline');
});

it('a change keeps the focus, the open rows and the typed text', async () => {
  const { host, address } = await serveHost({ host: (tree) => tree.shim('two/containerd-shim-kata-v2') });
  const page = await open(address);
  await page.getByRole('button', { name: 'io.containerd.kata.v2', exact: true }).click();
  await page.getByRole('searchbox').fill('io.');
  await page.getByRole('button', { name: 'io.containerd.kata.v2', exact: true }).focus();

  host.shim('one/containerd-shim-kata-v2');

  await vi.waitFor(async () => expect(await texts(page, '.facts')).toEqual([expect.stringContaining('Hides')]), within);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-focus')))
    .toBe('toggle io.containerd.kata.v2');
  await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('io.');
});

it('a page whose modules could not be loaded is loaded again', async () => {
  const service = await serveHost({ host: (host) => host.shim('one/containerd-shim-kata-v2') });
  let refused = 0;

  const page = await open(service.address, {
    expected: /Failed to load resource/,
    before: async (opened) => {
      await opened.route('**/data/stream.js', (route) => {
        refused += 1;
        return refused < 3 ? route.abort() : route.continue();
      });
    },
  });

  expect(refused).toBeGreaterThan(1);
  await expect.poll(() => texts(page, '#connection .state')).toEqual(['Live']);
});
