import type { Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { eventually } from '../eventually.ts';
import { open, texts, useChromium } from './chromium.ts';
import { hosts } from './hosts.ts';
import { serveHost, serveRoot, useService } from './service.ts';

useChromium();

function manyKinds(host: HostTree): void {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-wasmtime-v1');
  host.shim('two/containerd-shim-runc-v2');
  host.file('two/containerd-shim-runsc-v1', '#!/bin/sh\n', 0o644);
  host.shim('two/containerd-shim-runc-v2.dpkg-new');
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

const many = useService((atEnd) => serveHost({ host: manyKinds }, atEnd));
const broken = useService((atEnd) => serveRoot(hosts.broken, atEnd));

const names = (page: Page) => texts(page, '#runtimes-table .name');
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-focus') ?? document.activeElement?.id);

it('the list shows what fails first, with the cause, the version, the file and what to do', async () => {
  const service = many();
  const at = (path: string) => service.host.at(path);

  const page = await open(service.address);

  await expect
    .poll(() => names(page))
    .toEqual([
      'crun',
      'gvisor',
      'io.containerd.runc.v2',
      'io.containerd.runsc.v1',
      'runc',
      'io.containerd.kata.v2',
      'io.containerd.wasmtime.v1',
    ]);
  await expect
    .poll(() => texts(page, '.runtime:has-text("kata") :is(th, td):not(.act)'))
    .toEqual(['io.containerd.kata.v2 kata.v2', 'Ready micro VM', '–', `${at('one/containerd-shim-kata-v2')} hides 1`]);
  await expect
    .poll(() => texts(page, '.runtime:has-text("gvisor") :is(.state .line, .where)'))
    .toEqual(['Not executable', 'containerd-shim-runsc-v1 daemon.json:3']);
  await expect
    .poll(() => texts(page, '.runtime:has(.name:text-is("crun")) .state .line'))
    .toEqual(['/no/such/crun is missing']);
  await expect.poll(() => texts(page, '.runtime:has(.tag:text-is("default")) .name')).toEqual(['runc']);
});

it('a file that cannot be executed stays in the list, is counted, and can be found', async () => {
  const service = many();
  const page = await open(service.address, { path: '/#/runtimes?q=runsc-v1' });
  const chip = (name: string) => page.locator('.chip', { hasText: name });

  await expect
    .poll(() => texts(page, '.runtime:has-text("io.containerd.runsc.v1") .state .line'))
    .toContain('Not executable');
  await expect.poll(() => texts(page, '#host-line li:last-child')).toEqual(['2 of 7 ready']);
  await expect.poll(() => texts(page, '.chip')).toEqual(['All 7', 'Failing 5', 'Ready 2', 'Skipped files 2', 'CRI 1']);

  await page.getByRole('searchbox').fill('');
  await chip('Skipped files').click();
  await expect.poll(() => names(page)).toEqual(['containerd-shim-runc-v2.dpkg-new', 'containerd-shim-runsc-v1']);
  await page.getByRole('button', { name: 'containerd-shim-runsc-v1', exact: true }).click();
  await expect.poll(() => texts(page, '.facts')).toEqual([expect.stringMatching(/What to do .*chmod 755 \S*runsc-v1/)]);

  await page.goto(`${service.address}/#/runtimes?q=dpkg-new`);
  await page.getByText('It matches').getByRole('link', { name: '1 skipped file' }).click();
  await expect.poll(() => names(page)).toEqual(['containerd-shim-runc-v2.dpkg-new']);
});

it('a runtime in a daemon.json that is not valid fails, and the finding leads to it', async () => {
  const service = await serveRoot(hosts.refused);
  const page = await open(service.address, { path: '/#/findings' });

  await page.getByRole('link', { name: 'Show the runtimes that fail' }).click();
  await expect.poll(() => names(page)).toEqual(['kata']);
  await expect.poll(() => texts(page, '.runtime .state .line')).toEqual(['Its configuration file is refused']);
  await expect.poll(() => texts(page, '.runtime .where .under')).toEqual(['daemon.json:3']);
  await expect.poll(() => texts(page, '#host-line li:nth-child(4)')).toEqual(['4 of 5 ready']);
  await page.goto(`${service.address}/#/runtimes?show=unknown`);
  await page.getByText('No unknown runtimes').waitFor();
});

it('the menu of a row copies the command, the entry, JSON, curl and Markdown', async () => {
  const service = many();
  const page = await open(service.address, { permissions: ['clipboard-read', 'clipboard-write'] });
  const button = page.getByRole('button', { name: 'Copy from io.containerd.kata.v2' });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const copied = async (item: string) => {
    // The button may still say "Copied" about the item before.
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await button.click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
    await button.getByText('Copied').waitFor();
    await expect.poll(clipboard).not.toBe('');
    return clipboard();
  };

  await button.click();
  await page.getByRole('menuitem').first().waitFor();
  await expect
    .poll(() => texts(page, '[role=menuitem]'))
    .toEqual(['docker run command', 'daemon.json entry', 'JSON', 'curl command', 'Markdown for an issue']);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('docker run command');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('daemon.json entry');
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('menu io.containerd.kata.v2');

  await expect
    .poll(() => copied('docker run command'))
    .toBe('docker run --runtime io.containerd.kata.v2 --rm -it alpine');
  expect(JSON.parse(await copied('daemon.json entry'))).toEqual({
    runtimes: { kata: { runtimeType: 'io.containerd.kata.v2' } },
  });
  expect(JSON.parse(await copied('JSON'))).toMatchObject({ name: 'io.containerd.kata.v2', available: true });
  await expect
    .poll(() => copied('curl command'))
    .toBe(`curl -fsS ${service.address}/v1/runtimes/io.containerd.kata.v2`);
  await expect
    .poll(() => copied('Markdown for an issue'))
    .toMatch(/^\*\*Runtime\*\* `io\.containerd\.kata\.v2`: Ready\n\n- shim: `/);
});

it('copying works on a page without a clipboard, as over plain HTTP, and a failure is shown', async () => {
  const service = many();
  const page = await open(service.address, {
    before: (opened) =>
      opened
        .addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
        .then(() => undefined),
  });
  const button = page.getByRole('button', { name: 'Copy from runc', exact: true });

  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem').first().waitFor();
  await page.keyboard.press('Enter');
  await button.getByText('Copied').waitFor();
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.evaluate(() => {
    document.execCommand = () => false;
  });
  await button.click();
  await page.getByRole('menuitem').first().click();
  await button.getByText('Copying is blocked').waitFor();
});

it('the outcome of copying is in one line, in the window, and announced at once', async () => {
  const page = await open(broken().address, {
    path: '/#/explain?name=crun',
    viewport: { width: 390, height: 844 },
    before: (opened) =>
      opened
        .addInitScript(() => {
          Object.defineProperty(navigator, 'clipboard', { value: undefined });
          document.execCommand = () => false;
        })
        .then(() => undefined),
  });

  await page.getByRole('button', { name: 'Copy the curl command' }).click();
  const bubble = page.getByText('Copying is blocked: select the text');
  await bubble.waitFor();
  const box = await bubble.boundingBox();
  expect(box?.height).toBeLessThan(30);
  expect(box?.x).toBeGreaterThanOrEqual(0);
  await vi.waitFor(
    async () => expect(await page.locator('#announcer').textContent()).toMatch(/^The browser blocked copying/),
    { timeout: 600, interval: 20 },
  );
});

it('each column head sorts in both directions and announces the order', async () => {
  const service = many();
  const page = await open(service.address);
  const sorted = () => page.locator('th[aria-sort]:not([aria-sort="none"])').getAttribute('aria-sort');
  const sortBy = (head: string) => page.getByRole('button', { name: head, exact: true }).click();

  await expect.poll(() => sorted()).toBe('ascending');
  await sortBy('Status');
  expect([await sorted(), (await names(page))[0]]).toEqual(['descending', 'io.containerd.kata.v2']);

  for (const [head, first] of [
    ['Runtime', 'crun'],
    ['Version', 'crun'],
    ['Where', 'io.containerd.kata.v2'],
  ] as const) {
    await sortBy(head);
    expect([head, await sorted(), (await names(page))[0]]).toEqual([head, 'ascending', first]);
  }
});

it('filter, part, order and open rows are in the address of the section only', async () => {
  const service = many();
  const page = await open(service.address);

  await page.getByRole('searchbox', { name: 'Filter runtimes' }).pressSequentially('containerd kata');
  await expect.poll(() => names(page)).toEqual(['io.containerd.kata.v2']);
  await expect.poll(() => texts(page, '#filtered')).toEqual(['1 of 7']);
  await page.locator('.chip', { hasText: 'Ready' }).click();
  await page.getByRole('button', { name: 'Where', exact: true }).click();
  await page.locator('.runtime .version').click();
  const address = '#/runtimes?show=ready&q=containerd+kata&sort=where&open=io.containerd.kata.v2';
  await eventually(() => expect(new URL(page.url()).hash).toBe(address));

  const other = await open(service.address, { path: `/${address}` });
  await expect.poll(() => names(other)).toEqual(['io.containerd.kata.v2']);
  await expect.poll(() => other.locator('.facts').count()).toBe(1);
  await expect.poll(() => other.locator('.chip[aria-pressed="true"]').innerText()).toContain('Ready');
  await other.getByRole('link', { name: 'Findings' }).click();
  await other.locator('#findings').waitFor();
  expect(other.url()).toBe(`${service.address}/#/findings`);

  const old = await open(service.address, { path: '/?q=webassembly' });
  await expect.poll(() => names(old)).toEqual(['io.containerd.wasmtime.v1']);
  expect(old.url()).toBe(`${service.address}/#/runtimes?q=webassembly`);
});

it('words of the filter select a state, a package and a digest', async () => {
  const service = broken();
  const page = await open(service.address);
  const filtered = async (query: string) => {
    await page.getByRole('searchbox').fill(query);
    return (await names(page)).length;
  };

  for (const word of ['failing', 'unavailable', 'broken']) expect([word, await filtered(word)]).toEqual([word, 7]);
  await expect.poll(() => filtered('ready')).toBe(6);
  await expect.poll(() => filtered('ready kata')).toBe(2);
  await expect.poll(() => filtered('sha:0000000000')).toBe(0);
  await expect.poll(() => filtered('pkg:none')).toBe(0);
});

it('a filter without matches leads to the explanation of the name, and can be cleared', async () => {
  const service = many();
  const page = await open(service.address, { path: '/#/runtimes?q=nope' });

  await page.getByText('No runtime matches "nope"').waitFor();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  expect((await names(page)).length).toBe(7);
  await page.getByRole('searchbox').fill('nope');
  await page.getByRole('link', { name: 'Explain "nope"' }).click();

  await page.locator('#explain').getByText('nope').first().waitFor();
  await page.waitForFunction(() => document.querySelector('#runtimes')?.hasAttribute('hidden'));
  expect(page.url()).toMatch(/#\/explain\?name=nope$/);
});

it('the keyboard can find, move down, open, copy and close', async () => {
  const service = many();
  const page = await open(service.address);

  await page.keyboard.press('f');
  await expect.poll(() => focused(page)).toBe('filter');
  await page.keyboard.type('containerd.');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused(page)).toBe('toggle gvisor');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('toggle io.containerd.kata.v2');
  await expect.poll(() => page.locator('.facts').count()).toBe(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect.poll(() => focused(page)).toBe('menu io.containerd.kata.v2');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('.facts').count()).toBe(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => focused(page)).toBe('filter');
  await page.keyboard.press('Escape');
  expect((await names(page)).length).toBe(7);
});

it('an open row shows where the runtime is defined, and which files it hides or skips', async () => {
  const service = many();
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
    Isolation: 'micro VM',
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

it.each([1440, 1024, 961])('rows are 44 px high and nothing overlaps, %i px wide', async (width) => {
  const service = broken();
  const page = await open(service.address, { viewport: { width, height: 900 } });

  const rows = await page.locator('.runtime > tr').evaluateAll((all) =>
    all.map((row) => {
      const { top, bottom, height } = row.getBoundingClientRect();
      const inner = [...row.querySelectorAll('p, a, button, code')].map((part) => part.getBoundingClientRect());
      return { height, isInside: inner.every((part) => part.top >= top - 1 && part.bottom <= bottom + 1) };
    }),
  );

  expect(rows).toHaveLength(13);
  for (const row of rows) expect(row).toEqual({ height: 44, isInside: true });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  if (width === 1440)
    expect(
      await page
        .locator('.runtime')
        .last()
        .evaluate((row) => row.getBoundingClientRect().bottom),
    ).toBeLessThan(900);
});

it('a narrow column cuts the file of a cause, not what is wrong with it', async () => {
  const page = await open(broken().address, { viewport: { width: 1024, height: 900 } });
  const cause = page.locator('.runtime .line', { hasText: 'containerd-shim-mine-v1 is not installed' });

  const hidden = await cause.evaluate((line) => {
    const text = line.querySelector('.status > span')?.lastChild;
    if (!text) throw new Error('The cause has a text');
    const range = document.createRange();
    range.selectNodeContents(text);
    return range.getBoundingClientRect().right - line.getBoundingClientRect().right;
  });

  expect(hidden).toBeLessThanOrEqual(0);
  expect(await cause.getAttribute('title')).toBe('containerd-shim-mine-v1 is not installed');
});

it('no name is cut, whether runtimes are rows or cards', async () => {
  const page = await open(broken().address);
  const cut = () =>
    page
      .locator('.runtime .name')
      .evaluateAll((all) =>
        all.filter((name) => name.scrollWidth > name.clientWidth + 1).map((name) => name.textContent),
      );

  for (const width of [1440, 1200, 1024, 961, 960, 820, 768, 705, 640, 390, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => texts(page, '.runtime .name')).toHaveLength(13);
    expect([width, await cut()]).toEqual([width, []]);
  }
});

it('on a tablet the rows are cards, with the file next to the state', async () => {
  const page = await open(broken().address, { viewport: { width: 768, height: 1024 } });
  const spin = page.locator('.runtime', { hasText: 'io.containerd.spin.v2' });
  const box = async (part: string) => {
    const found = await spin.locator(part).boundingBox();
    if (!found) throw new Error(`${part} has no box`);
    return found;
  };

  const [name, state, where, act] = [await box('.named'), await box('.state'), await box('.where'), await box('.act')];
  expect(state.y).toBeGreaterThanOrEqual(name.y + name.height);
  expect(where.y).toBe(state.y);
  expect(where.x).toBeGreaterThanOrEqual(state.x + state.width);
  expect(act.y).toBeLessThan(state.y);
  await expect.poll(() => spin.getByRole('link', { name: 'Explain' }).isVisible()).toBe(true);
});

it('on a phone the rows are cards with the roles of a table, which show the path', async () => {
  const service = many();
  const page = await open(service.address, { viewport: { width: 390, height: 844 } });
  const table = page.getByRole('table', { name: 'Runtimes' });
  const kata = table.getByRole('row', { name: /kata/ });

  await expect.poll(() => table.getByRole('row').count()).toBe(8);
  await expect.poll(() => table.getByRole('columnheader').count()).toBe(5);
  await expect.poll(() => kata.getByRole('cell').count()).toBeGreaterThan(2);
  await expect.poll(() => kata.locator('.path').isVisible()).toBe(true);
  await expect.poll(() => table.getByRole('rowheader', { name: /kata/ }).isVisible()).toBe(true);
});

it('of five hundred runtimes only the rows near the window are drawn, and all can be reached', async () => {
  const service = await serveRoot(hosts.large);
  const page = await open(service.address);
  const count = () => page.locator('.runtime').count();

  await expect.poll(() => page.locator('#runtimes-table').getAttribute('aria-rowcount')).toBe('503');
  await expect.poll(() => count()).toBeLessThan(60);
  expect((await texts(page, '.runtime .state .line')).slice(0, 11)).toEqual([
    ...Array.from({ length: 10 }, () => 'Exec format error'),
    'Ready',
  ]);

  await page.getByRole('button', { name: 'io.containerd.r007.v1', exact: true }).focus();
  await page.keyboard.press('End');
  await eventually(async () => expect(await focused(page)).toBe('toggle runc'));
  await expect.poll(() => page.locator('.runtime').last().isVisible()).toBe(true);
  await expect.poll(() => count()).toBeLessThan(60);
  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole('button', { name: 'io.containerd.r007.v1', exact: true }).waitFor();
  await expect.poll(() => focused(page)).toBe('toggle runc');

  await page.getByRole('searchbox').fill('r499');
  await expect.poll(() => names(page)).toEqual(['io.containerd.r499.v1']);
  await expect.poll(() => texts(page, '#filtered')).toEqual(['1 of 502']);
  await page.getByRole('searchbox').fill('');
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect.poll(() => count()).toBe(502);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect.poll(() => count()).toBeLessThan(60);
});
