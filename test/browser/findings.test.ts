import { expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { loadAxe, problemsOf } from './axe.ts';
import { open, texts, useChromium } from './chromium.ts';
import { hosts } from './hosts.ts';
import { serveHost, serveRoot } from './service.ts';

useChromium();

it('one command is shown once for all findings that it fixes, and each finding has an address', async () => {
  const service = await serveRoot(hosts.drift);
  const page = await open(service.address, { path: '/#/findings' });

  await page.getByText(/^One command fixes \d findings$/).waitFor();
  const link = page.locator('.finding-entry .subject a').first();
  const address = await link.getAttribute('href');
  await page.goto(`${service.address}/${address}`);
  await page.locator('.finding').first().waitFor();

  await eventually(async () =>
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe(address),
  );
});

it('severity and kind filter the list, and are in the address', async () => {
  const service = await serveRoot(hosts.broken);
  const page = await open(service.address, { path: '/#/findings' });
  await page.locator('.finding').first().waitFor();

  await page.getByRole('button', { name: /^High/ }).click();
  await eventually(async () => {
    expect(new Set(await texts(page, '.finding-entry .tag'))).toEqual(new Set(['high']));
  });
  expect(page.url()).toMatch(/#\/findings\?severity=high$/);

  await page.reload();
  await page.locator('.finding').first().waitFor();
  expect(await page.getByRole('button', { name: /^High/ }).getAttribute('aria-pressed')).toBe('true');

  await page.getByRole('button', { name: /^All/ }).click();
  await page.getByRole('button', { name: /^Security/ }).click();
  expect(page.url()).toMatch(/#\/findings\?kind=security$/);
});

it('the headings are the problems, each with what to do below it', async () => {
  const service = await serveRoot(hosts.drift);
  const page = await open(service.address, { path: '/#/findings' });
  await page.locator('.finding').first().waitFor();

  const headings = page.locator('#findings').getByRole('heading', { level: 3 });
  expect((await headings.allInnerTexts()).length).toBe((await page.locator('.finding-entry').count()) + 1);
  await expect.poll(() => headings.first().innerText()).toMatch(/^The default runtime is "kata"/);
  await expect
    .poll(() => page.locator('.finding').first().getByRole('heading', { level: 4 }).allInnerTexts())
    .toEqual(['What to do']);
});

it('a change keeps the focus and the selection, and a new finding says since when', async () => {
  const { host, address } = await serveHost({
    host: (tree) => {
      tree.file('one/containerd-shim-kata-v2', '', 0o644);
      tree.file('two/containerd-shim-odd', '#!/bin/sh\n', 0o755);
    },
  });
  const page = await open(address, { path: '/#/findings' });
  const first = page.locator('.finding-entry .subject a').first();
  await first.waitFor();
  await first.focus();
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-focus'));
  await page.evaluate(() => {
    const message = document.querySelector('.finding-entry .message');
    if (message) document.getSelection()?.selectAllChildren(message);
  });
  const selected = await page.evaluate(() => String(document.getSelection()));
  expect(selected).not.toBe('');

  for (const name of ['late', 'later', 'latest']) host.file(`one/containerd-shim-${name}-v1`, 'text', 0o755);

  await page.locator('.finding-entry', { hasText: 'shim-latest-v1' }).locator('.since time').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-focus'))).toBe(focused);
  await expect.poll(() => page.evaluate(() => String(document.getSelection()))).toBe(selected);
});

it('"What this means" opens and closes the explanation of a finding, which is loaded then', async () => {
  const service = await serveHost({
    host: (tree) => {
      tree.file('one/containerd-shim-kata-v2', 'text', 0o644);
      tree.shim('two/containerd-shim-kata-v2');
    },
  });
  const asked: string[] = [];
  const page = await open(service.address, {
    path: '/#/findings',
    bypassCSP: true,
    before: async (opened) => {
      opened.on('request', (request) => asked.push(request.url()));
    },
  });
  const button = page.getByRole('button', { name: 'What this means: shim-unusable', exact: true });
  await button.waitFor();
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  expect(asked.filter((url) => url.includes('/meanings/'))).toEqual([]);

  await button.focus();
  await page.keyboard.press('Enter');

  const meaning = page.locator('.finding-entry', { has: button }).locator('.meaning');
  await meaning.waitFor();
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  expect(await meaning.locator('p').allInnerTexts()).toEqual([
    expect.stringMatching(/^containerd silently skips this file on PATH: .* although the file exists\.$/),
    expect.stringMatching(/^To fix: follow the advice\. It is chmod 755 only for/),
    expect.stringMatching(/^Severity: medium if .* Subject: the file\.$/),
  ]);
  expect(await meaning.locator('code').allInnerTexts()).toContain('chmod 755');
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.keyboard.press('Enter');
  await meaning.waitFor({ state: 'detached' });
  await page.keyboard.press('Space');
  await meaning.waitFor();
  expect(asked.filter((url) => url.includes('/meanings/'))).toHaveLength(1);
  await loadAxe(page);
  expect(await problemsOf(page)).toEqual([]);
});

it('an explanation that does not load says what to do, and is asked for again', async () => {
  const service = await serveHost({ host: (tree) => tree.file('one/containerd-shim-kata-v2', 'text', 0o644) });
  const page = await open(service.address, { path: '/#/findings', expected: /ERR_FAILED/ });
  const button = page.getByRole('button', { name: 'What this means: shim-unusable' });
  await page.route('**/meanings/*', (route) => route.abort());

  await button.click();
  await page.getByRole('alert').getByText('shimdex check --explain shim-unusable').waitFor();
  await page.unroute('**/meanings/*');
  await button.click();
  await button.click();

  await page.getByText(/^To fix: follow the advice/).waitFor();
});

it('a link to a finding opens what it means', async () => {
  const service = await serveHost({ host: (tree) => tree.file('one/containerd-shim-kata-v2', 'text', 0o644) });
  const path = service.host.at('one/containerd-shim-kata-v2');
  const page = await open(service.address, {
    path: `/#/shim?${new URLSearchParams({ path })}`,
    expected: /ERR_FAILED/,
  });
  const link = page.locator('#shim').getByRole('link', { name: 'shim-unusable' });
  const button = page.getByRole('button', { name: 'What this means: shim-unusable' });

  await page.route('**/meanings/*', (route) => route.abort());
  await link.click();
  await button.waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('shim-unusable');
  expect(await page.getByRole('alert').filter({ visible: true }).count()).toBe(0);
  await page.unroute('**/meanings/*');
  await page.goBack();
  await link.click();

  await page
    .locator('.finding-entry', { has: button })
    .getByText(/^To fix: follow the advice/)
    .waitFor();
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('shim-unusable');
});

it('on a phone, a link to a finding shows what to do, and an address of it begins in the line of its text', async () => {
  const service = await serveHost({
    host: (tree) => tree.file('daemon.json', '{"runtimes": {"safe": {"runtimeType": "io.containerd.runsc.v1"}}}'),
  });
  const query = new URLSearchParams({ code: 'configured-runtime-unavailable', subject: 'safe' });
  const page = await open(service.address, { path: `/#/findings?${query}`, viewport: { width: 390, height: 844 } });

  const address = page.getByRole('link', { name: 'https://github.com/google/gvisor' });
  await address.waitFor();
  expect(await address.evaluate((link) => getComputedStyle(link).display)).toBe('inline');
  const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  expect(asked.filter((name) => name.includes('/meanings/'))).toEqual([]);
  expect(
    await page
      .getByRole('button', { name: /^What this means/ })
      .first()
      .getAttribute('aria-expanded'),
  ).toBe('false');
});
