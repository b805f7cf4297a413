import { chmodSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { drawn, open, texts, useChromium } from './chromium.ts';
import { hosts, runContainer } from './hosts.ts';
import { serveRoot, useService } from './service.ts';

useChromium();

const runc = '/usr/bin/containerd-shim-runc-v2';
const wasmtime = '/usr/local/bin/containerd-shim-wasmtime-v1';
const late = '/usr/local/bin/containerd-shim-late-v1';
const pageOf = (path: string) => `#/shim?path=${encodeURIComponent(path)}`;

const service = useService((atEnd) =>
  serveRoot(async (host) => {
    await hosts.laptop(host);
    host.put('/usr/local/bin/containerd-shim-broken-v1', 'text\n', 0o755);
    runContainer(host, { name: 'web', runtime: 'runc', shim: 2000, path: runc });
  }, atEnd),
);

const go = (page: Page, section: string) => page.locator('#sections').getByRole('link', { name: section }).click();
const focusKey = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-focus'));

it('the page of a shim is reached from every section, begins at its heading, and Back leads back', async () => {
  const page = await open(service().address, { path: '/#/search-path' });
  const heading = () => page.getByRole('heading', { level: 1 }).innerText();

  await page.locator(`.station[data-path="${runc}"] a`).click();
  await page.getByText('containerd selects this file, and io.containerd.runc.v2 starts').waitFor();
  await expect.poll(() => heading()).toBe('Shim containerd-shim-runc-v2, dev-lap-11');
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('heading');
  await expect.poll(() => page.title()).toBe('dev-lap-11 · Shim containerd-shim-runc-v2');
  await page.locator('.shim-names tbody tr', { hasText: 'io.containerd.runc.v2' }).getByText('starts').nth(2).waitFor();
  expect((await texts(page, '.shim-names thead th')).join(' ')).toBe('Name docker ctr nerdctl CRI');
  await expect.poll(() => texts(page, '#shim-processes .process p')).toEqual(['process 2000 · namespace moby']);
  await expect
    .poll(() => texts(page, '#shim-identity dt'))
    .toEqual(expect.arrayContaining(['Path', 'Format', 'SHA-256']));

  await page.goBack();
  await eventually(() => expect(new URL(page.url()).hash).toBe('#/search-path'));
  await eventually(async () => expect(await focusKey(page)).toBe(`station ${runc}`));

  for (const [section, link] of [
    ['Runtimes', `.runtime .where a[href="${pageOf(runc)}"]`],
    ['Running', `.process a[href="${pageOf(runc)}"]`],
    ['Findings', '.finding a[href^="#/shim"]'],
  ] as const) {
    await go(page, section);
    await page.locator(link).first().click();
    await page.locator('#shim-verdict').waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  }
  await expect.poll(() => heading()).toBe('Shim containerd-shim-broken-v1, dev-lap-11');
  await expect
    .poll(() => texts(page, '#shim-verdict'))
    .toEqual(['✗ containerd selects this file and cannot start it: exec format error']);
});

it('a change keeps the focus and the selection, and what happened to a removed shim stays', async () => {
  const { host, address } = service();
  const page = await open(address, { path: `/${pageOf(wasmtime)}` });
  const history = page.locator('#shim-changes .change-set li');
  await page.getByText('io.containerd.wasmtime.v1 starts', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Copy: JSON' }).focus();
  await page.evaluate(() => {
    const title = document.querySelector('.digest code');
    if (title) document.getSelection()?.selectAllChildren(title);
  });
  const selected = await page.evaluate(() => String(document.getSelection()));
  expect(selected).toBe(wasmtime);

  const revision = () => page.locator('#revision').innerText();
  const first = await revision();
  host.program(late);
  await eventually(async () => expect(await revision()).not.toBe(first));
  await expect.poll(() => page.evaluate(() => String(document.getSelection()))).toBe(selected);
  await expect.poll(() => focusKey(page)).toBe('copy JSON');
  chmodSync(host.at(wasmtime), 0o644);
  await page.getByText('containerd skips this file: not executable').waitFor();
  await expect.poll(() => texts(page, '.conclusion .to-copy pre')).toContain(`chmod 755 ${wasmtime}`);
  await expect.poll(() => page.evaluate(() => String(document.getSelection()))).toBe(selected);
  await expect.poll(() => focusKey(page)).toBe('copy JSON');
  await history.getByText('lost its execute permission').waitFor();
  await expect.poll(() => page.locator('#shim-changes .ago').first().innerText()).toBe('just now');

  await page.evaluate((hash) => {
    location.hash = hash;
  }, pageOf(late));
  await page.getByText('containerd selects this file, and io.containerd.late.v1 starts').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('heading');
  // A file that is made and removed within half a second is a step of an install, which Changes leaves out.
  await pause(600);
  rmSync(host.at(late));
  await page.getByText(`No shim at ${late}`).waitFor();
  await expect
    .poll(() => texts(page, '#shim-changes .change-set:first-child p:not(.when)'))
    .toEqual(['containerd-shim-late-v1 was removed from /usr/local/bin: io.containerd.late.v1 no longer starts']);
  await page.getByRole('link', { name: 'Search path' }).last().click();
  await page.locator('.lane').first().waitFor();
});

it('a link of Changes leads to the page of a shim', async () => {
  const { host, address } = service();
  const page = await open(address, { path: '/#/changes' });
  host.program('/usr/local/bin/containerd-shim-newest-v1');

  await page.getByRole('link', { name: 'containerd-shim-newest-v1', exact: true }).first().click();
  await page.getByText('containerd selects this file, and io.containerd.newest.v1 starts').waitFor();
});

it('what is loaded later says when it does not load, and can be tried again', async () => {
  const { host, address } = service();
  host.program('/usr/local/bin/containerd-shim-again-v1');
  const page = await open(address, { expected: /Failed to load resource/ });
  for (const [module, hash, title, shows] of [
    ['shim-cards', pageOf(runc), 'Shim', '#shim-identity dt'],
    ['shim-history', pageOf(runc), 'Shim', '#no-shim-history p'],
    ['shims', '#/changes', 'Changes', '.change-set'],
  ] as const) {
    const file = `**/${module}.js`;
    await page.route(file, (route) => route.abort());
    // A page without the modules: they are also loaded while the reader does nothing.
    await page.goto(`${address}/?${module}`);
    await drawn(page);
    await page.evaluate((value) => {
      location.hash = value;
    }, hash);
    const trouble = page.getByText(`${title} could not be loaded`);
    await trouble.waitFor();
    expect(await page.locator(shows).count()).toBe(0);

    await page.unroute(file);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator(shows).first().waitFor();
    await expect.poll(() => trouble.isVisible()).toBe(false);
  }
});
