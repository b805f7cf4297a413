import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { eventually } from '../eventually.ts';
import { open, texts, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

function manyKinds(host: HostTree): void {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-wasmtime-v1');
  host.shim('two/containerd-shim-runc-v2');
  host.file('two/containerd-shim-runsc-v1', '', 0o644);
  host.file(
    'daemon.json',
    `{
  "runtimes": {
    "gvisor": {
      "runtimeType": "io.containerd.runsc.v1",
      "options": { "TypeUrl": "io.containerd.runsc.v1.options" }
    },
    "crun": { "path": "/no/such/crun" }
  }
}`,
  );
}

const names = (page: Page) => texts(page, '#runtimes-table .name');

it('the table shows the permitted runtimes with all their facts', async () => {
  const service = await serveHost({ host: manyKinds, options: () => ['--deny=containerd-shim-wasmtime-*'] });

  const page = await open(service.address);

  expect(await names(page)).toEqual(['crun', 'gvisor', 'io.containerd.kata.v2', 'io.containerd.runc.v2', 'runc']);
  expect(await texts(page, '.runtime:has-text("kata") :is(th, td)')).toEqual([
    'io.containerd.kata.v2 Kata Containers: each pod in a lightweight VM',
    'Available',
    'implicit',
    'micro VM',
    `${service.host.at('one/containerd-shim-kata-v2')} docker run --runtime io.containerd.kata.v2 --rm -it alpine`,
  ]);
  expect(await texts(page, '.runtime:has-text("gvisor") :is(.state, .origin, .isolation)')).toEqual([
    'Not installed',
    'configured',
    'user-space kernel',
  ]);
  expect(await texts(page, '.runtime:has(.tag:text-is("default")) .name')).toEqual(['runc']);
});

it('a button copies the command as it is shown', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address, { permissions: ['clipboard-read', 'clipboard-write'] });

  const copy = page.getByRole('button', { name: 'Copy the docker run command for io.containerd.kata.v2' });
  await copy.click();

  await copy.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'docker run --runtime io.containerd.kata.v2 --rm -it alpine',
  );
});

it('copying works on a page without a clipboard, as over plain HTTP', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address, {
    before: (opened) =>
      opened
        .addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
        .then(() => undefined),
  });

  const copy = page.getByRole('button', { name: 'Copy the docker run command for runc', exact: true });
  await copy.focus();
  await page.keyboard.press('Enter');

  await copy.getByText('Copied').waitFor();
  expect(await copy.evaluate((button) => button === document.activeElement)).toBe(true);
});

it('each column head sorts in both directions and announces the order', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address);
  const sorted = () => page.locator('th[aria-sort]:not([aria-sort="none"])').getAttribute('aria-sort');

  expect(await sorted()).toBe('ascending');
  await page.getByRole('button', { name: 'Runtime', exact: true }).click();
  expect([await sorted(), (await names(page))[0]]).toEqual(['descending', 'runc']);

  for (const [head, first] of [
    ['Status', 'io.containerd.kata.v2'],
    ['Origin', 'crun'],
    ['Isolation', 'io.containerd.kata.v2'],
    ['Shim', 'io.containerd.kata.v2'],
  ] as const) {
    await page.getByRole('button', { name: head, exact: true }).click();
    expect([head, (await names(page))[0]]).toEqual([head, first]);
  }
});

it('the filter applies while you type, is kept in the address, and is read from it', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address);

  await page.getByRole('searchbox', { name: 'Filter runtimes' }).pressSequentially('vm kata');

  expect(await names(page)).toEqual(['io.containerd.kata.v2']);
  expect(await texts(page, '#filtered')).toEqual(['1 of 6']);
  await eventually(() => expect(new URL(page.url()).searchParams.get('q')).toBe('vm kata'));
  const other = await open(service.address, { path: '/?q=webassembly' });
  expect(await names(other)).toEqual(['io.containerd.wasmtime.v1']);
});

it('a filter without matches links to the explanation of the name', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address, { path: '/?q=nope' });

  await page.getByText('No runtime matches "nope"').waitFor();
  await page.getByRole('link', { name: 'Explain "nope"' }).click();

  await page.getByText('Did you mean').or(page.locator('.verdict').first()).waitFor();
  expect(await page.locator('#name').inputValue()).toBe('nope');
});

it('the keyboard can find, move down, open, copy and close', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address);
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-focus') ?? document.activeElement?.id);

  await page.keyboard.press('/');
  expect(await focused()).toBe('filter');
  await page.keyboard.type('containerd.');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('toggle gvisor');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('toggle io.containerd.kata.v2');
  expect(await page.locator('.facts').count()).toBe(1);
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('copy io.containerd.kata.v2');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Escape');
  expect(await page.locator('.facts').count()).toBe(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('filter');
  await page.keyboard.press('Escape');
  expect((await names(page)).length).toBe(6);
});

it('an open row shows where the runtime is defined, and which files it hides or skips', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address);
  const facts = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    return Object.fromEntries(
      await page
        .locator('.facts .fact-list > div')
        .evaluateAll((found) =>
          found.map((fact) => [fact.querySelector('dt')?.textContent, fact.querySelector('dd')?.textContent?.trim()]),
        ),
    );
  };

  const kata = await facts('io.containerd.kata.v2');
  expect(kata).toMatchObject({
    Shim: service.host.at('one/containerd-shim-kata-v2'),
    Hides: service.host.at('two/containerd-shim-kata-v2'),
    Aliases: 'kata.v2',
    'Defined in': 'not configured; found on the search path',
  });
  await page.getByRole('button', { name: 'io.containerd.kata.v2', exact: true }).click();
  const gvisor = await facts('gvisor');
  expect(gvisor).toMatchObject({
    'Defined in': `${service.host.at('daemon.json')}:3`,
    'Runtime type': 'io.containerd.runsc.v1',
    Skipped: `${service.host.at('two/containerd-shim-runsc-v1')} not executable`,
  });
  expect(gvisor['Options']).toContain('"TypeUrl": "io.containerd.runsc.v1.options"');
  expect((await texts(page, '.failure'))[0]).toContain('binary not installed "containerd-shim-runsc-v1"');
});

it('on a phone the rows are cards with the roles of a table', async () => {
  const service = await serveHost({ host: manyKinds });
  const page = await open(service.address, { viewport: { width: 390, height: 844 } });
  const table = page.getByRole('table', { name: 'Runtimes' });

  expect(await table.getByRole('row').count()).toBe(7);
  expect(await table.getByRole('columnheader').count()).toBe(5);
  expect(await table.getByRole('row', { name: /kata/ }).getByRole('cell').count()).toBe(4);
  expect(await table.getByRole('rowheader', { name: /kata/ }).isVisible()).toBe(true);
  expect(
    await page
      .locator('.runtime')
      .first()
      .evaluate((card) => getComputedStyle(card).display),
  ).toBe('block');
});
