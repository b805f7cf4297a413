import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { version } from '../../src/version.ts';
import { eventually } from '../eventually.ts';
import { open, texts, useChromium } from './chromium.ts';
import { hosts } from './hosts.ts';
import { serveRoot, useService } from './service.ts';

useChromium();

const service = useService((atEnd) => serveRoot(hosts.broken, atEnd));

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);
const tab = (page: Page, name: string) => page.locator('#sections').getByRole('link', { name });

it('a section begins at its top with the focus on its heading, and Back restores the scroll position', async () => {
  const page = await open(service().address, { path: '/#/findings', viewport: { width: 1440, height: 500 } });
  await page.locator('.finding').first().waitFor();
  await page.evaluate(() => scrollTo(0, 400));

  // A click of playwright would scroll.
  await tab(page, 'Search path').dispatchEvent('click');
  await page.locator('.lane').first().waitFor();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await expect.poll(() => focused(page)).toBe('heading');
  await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('Search path, build-ams-02');

  await page.goBack();
  await page.locator('.finding').first().waitFor();
  await eventually(async () => expect(await page.evaluate(() => scrollY)).toBe(400));
  await page.reload();
  await page.locator('.finding').first().waitFor();
  await eventually(async () => expect(await page.evaluate(() => scrollY)).toBe(400));
});

it('the title begins with the number of high findings and the host, and the foot has version and revision', async () => {
  const page = await open(service().address);

  await expect.poll(() => page.title()).toBe('(2!) build-ams-02 · Runtimes');
  await expect.poll(() => texts(page, '#findings-tally')).toEqual(['2! high']);
  await expect
    .poll(() => texts(page, '.foot > p'))
    .toEqual([expect.stringMatching(new RegExp(`^shimdex ${version.replaceAll('.', '\\.')} · revision \\d+ · `))]);
  await expect.poll(() => texts(page, '#age')).toEqual([expect.stringMatching(/^\d+ s$/)]);
  await expect
    .poll(() => texts(page, '#host-line li'))
    .toEqual([
      expect.stringMatching(/^containerd [\d.]+ assumed$/),
      expect.stringMatching(/^Docker [\d.]+ assumed$/),
      'default crun · /usr/bin/crun is missing',
      '6 of 13 ready',
    ]);
  const lines = await page
    .locator('#host-line li')
    .evaluateAll((all) => all.map((item) => item.getBoundingClientRect().top));
  expect(new Set(lines).size).toBe(1);
  await tab(page, 'Findings').click();
  await eventually(async () => expect(await page.title()).toBe('(2!) build-ams-02 · Findings'));
  await page.goto(`${service().address}/#/explain?name=kata`);
  await eventually(async () => expect(await page.title()).toBe('(2!) build-ams-02 · Explain kata'));
});

it('/ and Ctrl-K open one box everywhere, which suggests names and leads to their explanation', async () => {
  const page = await open(service().address, { path: '/#/findings' });
  const box = page.getByRole('combobox');

  await page.keyboard.press('/');
  await expect.poll(() => focused(page)).toBe('ask-name');
  await page.keyboard.type('spin');
  await eventually(async () =>
    expect(await texts(page, '[role=option] .name')).toEqual([
      'spin.v2',
      'io.containerd.spin.v2',
      '/containerd-shim-spin-v2',
      '/usr/local/bin/containerd-shim-spin-v2',
    ]),
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => box.getAttribute('aria-activedescendant')).toBe('ask-option-1');
  await page.keyboard.press('Enter');
  await eventually(() => expect(new URL(page.url()).hash).toBe('#/explain?name=io.containerd.spin.v2'));
  await expect.poll(() => page.getByRole('listbox').isVisible()).toBe(false);

  // Explain has a field of its own, and no second one.
  await expect
    .poll(() => page.getByRole('combobox', { name: 'Explain a name, path or error' }).isVisible())
    .toBe(false);
  await page.keyboard.press('Control+k');
  await expect.poll(() => focused(page)).toBe('name');
  await page.keyboard.type('docker run --runtime=nope x');
  await eventually(() =>
    expect(new URL(page.url()).hash).toBe(`#/explain?name=${encodeURIComponent('docker run --runtime=nope x')}`),
  );
});

it('a reader who types the next name before the page has followed the address stays in the box', async () => {
  const page = await open(service().address, { path: '/#/findings' });
  await page.locator('.finding').first().waitFor();

  await page.evaluate(() => {
    location.hash = '#/search-path';
    document.querySelector<HTMLInputElement>('#ask-name')?.focus();
  });
  await page.locator('.lane').first().waitFor();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('Search path, build-ams-02');
  await page.keyboard.type('spin');
  await expect.poll(() => page.getByRole('combobox').inputValue()).toBe('spin');
});

it.each([390, 360, 320])(
  'on a phone of %i px the names of the sections do not touch each other, with and without Fleet, and no keys are shown',
  async (width) => {
    const page = await open(service().address, { viewport: { width, height: 800 } });

    await expect.poll(() => page.locator('kbd:visible').count()).toBe(0);
    for (const isFleet of [false, true]) {
      await page.locator('#sections [data-route="fleet"]').evaluate((link, shown) => {
        if (link instanceof HTMLElement) link.hidden = !shown;
      }, isFleet);
      const edges = await page.locator('#sections a:not([hidden]) > span:not([id])').evaluateAll((all) =>
        all
          .filter((label) => getComputedStyle(label).display !== 'none' && getComputedStyle(label).clipPath === 'none')
          .map((label) => label.getBoundingClientRect())
          .flatMap(({ left, right }) => [left, right]),
      );
      const gaps = [0, ...edges, width].flatMap((edge, at, all) => (at % 2 === 1 ? [edge - (all[at - 1] ?? 0)] : []));
      expect([isFleet, gaps.filter((gap) => gap < 2)]).toEqual([isFleet, []]);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  },
);

it('a reader who types the next name while Explain opens continues in its field', async () => {
  const page = await open(service().address, { path: '/#/findings' });
  await page.locator('.finding').first().waitFor();

  await page.evaluate(() => {
    location.hash = '#/explain?name=kata';
    const box = document.querySelector<HTMLInputElement>('#ask-name');
    box?.focus();
    if (box) box.value = 'sp';
  });
  await expect.poll(() => focused(page)).toBe('name');
  await page.keyboard.type('in');
  await expect.poll(() => page.locator('#name').inputValue()).toBe('spin');
  await eventually(() => expect(new URL(page.url()).hash).toBe('#/explain?name=spin'));
});

it.each([
  ['#/nonsense', 'Unknown section "nonsense". This is Runtimes.'],
  ['#/handlers?name=nope', 'No CRI handler "nope" on this host.'],
  ['#/findings?severity=none', 'Unknown severity "none".'],
  ['#/findings?kind=none', 'Unknown kind of findings "none".'],
  ['#/findings?code=shim-unusable&subject=%2Fx', 'shim-unusable about /x is not reported now. It may be fixed.'],
  ['#/search-path?shim=%2Fx', '"/x" is not a shim on the search path.'],
  ['#/runtimes?show=none', 'Unknown part of the list "none".'],
  ['#/runtimes?open=nope', 'No runtime "nope" on this host.'],
])('the page says what of the address %s is not there', async (hash, remark) => {
  const page = await open(service().address, { path: `/${hash}` });

  await expect.poll(() => page.locator('#remark').innerText()).toBe(remark);
  await page.evaluate(() => {
    location.hash = '#/runtimes?show=failing';
  });
  await page.locator('#remark').waitFor({ state: 'hidden' });
});

it('the remark about an address disappears with a choice, and when the host has it', async () => {
  const { host, address } = await serveRoot(hosts.laptop);
  const page = await open(address, { path: '/#/findings?severity=none' });
  await page.locator('#remark').waitFor();
  await page.getByRole('button', { name: /^All/ }).click();
  await page.locator('#remark').waitFor({ state: 'hidden' });

  await page.goto(`${address}/#/search-path?shim=%2Fusr%2Fbin%2Fcontainerd-shim-late-v1`);
  await page.getByText('is not a shim on the search path').waitFor();
  host.program('/usr/bin/containerd-shim-late-v1');
  await page.locator('#remark').waitFor({ state: 'hidden' });
});

it('? lists the keys in a dialog, and the focus returns when it closes', async () => {
  const page = await open(service().address);
  const dialog = page.getByRole('dialog', { name: 'Keys' });

  await page.getByRole('button', { name: 'crun', exact: true }).focus();
  await page.keyboard.press('?');
  await dialog.waitFor();
  await expect.poll(() => dialog.innerText()).toContain('Ctrl K');
  await page.keyboard.press('Escape');
  await expect.poll(() => dialog.isVisible()).toBe(false);
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-focus'))).toBe('toggle crun');

  await page.locator('#ask-name').focus();
  await page.keyboard.type('?');
  await expect.poll(() => page.locator('#ask-name').inputValue()).toBe('?');
});

it('the details of the host are below their button, and close with Escape, a click outside and another section', async () => {
  const page = await open(service().address);
  const button = page.getByRole('button', { name: 'Details', exact: true });
  const details = page.locator('#host-details');

  await button.click();
  await details.waitFor();
  const [above, below] = [await button.boundingBox(), await details.boundingBox()];
  expect((below?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeCloseTo(4, 0);
  expect((below?.x ?? 0) + (below?.width ?? 0)).toBeCloseTo((above?.x ?? 0) + (above?.width ?? 0), 0);
  expect(await texts(page, '#host-details dl > div')).toEqual(
    expect.arrayContaining([
      'Docker Engine Not asked, by --docker-socket none',
      'Default runtime crun, used when --runtime is not given',
    ]),
  );

  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'hidden' });
  await button.click();
  await page.mouse.click(300, 700);
  await details.waitFor({ state: 'hidden' });
  await button.click();
  await tab(page, 'Findings').press('Enter');
  await details.waitFor({ state: 'hidden' });
});

it('a section whose modules do not load says so, and can be tried again', async () => {
  const page = await open(service().address, {
    expected: /Failed to load resource/,
    // It would also be loaded while the reader does nothing.
    before: (opened) => opened.route('**/views/findings/findings.js', (route) => route.abort()).then(() => undefined),
  });

  await tab(page, 'Findings').click();
  await page.getByText('Findings could not be loaded').waitFor();
  await expect.poll(() => page.locator('#runtimes').isVisible()).toBe(false);

  await page.unroute('**/views/findings/findings.js');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.finding').first().waitFor();
  await expect.poll(() => page.getByText('could not be loaded').isVisible()).toBe(false);
});

it('forced colours show the current section and the shapes of states', async () => {
  const page = await open(service().address, { forcedColors: 'active' });
  const style = (selector: string, property: string, pseudo?: string) =>
    page
      .locator(selector)
      .first()
      .evaluate(
        (element, [name = '', part]) => getComputedStyle(element, part).getPropertyValue(name),
        [property, pseudo],
      );

  const ground = await style('body', 'background-color');
  const current = await style('#sections [aria-current]', 'border-bottom-color');
  await expect.poll(() => style('#sections a:not([aria-current])', 'border-bottom-color')).toBe(ground);
  expect(current).not.toBe(ground);
  for (const shape of ['.runtime .status', '#host-line .status', '.connection'])
    expect([shape, await style(shape, 'background-color', '::before')]).not.toEqual([shape, ground]);
  expect(await style('.host-more', 'border-left-color', '::after')).toBe('rgba(0, 0, 0, 0)');
  await page.evaluate(() => {
    location.hash = '#/explain?name=runc';
  });
  expect(await style('.resolution .verdict', 'background-color', '::before')).not.toBe(ground);
});

it('every section of a host without containerd says that containerd is not installed', async () => {
  const empty = await serveRoot(hosts.nothing);
  const page = await open(empty.address, { path: '/#/findings' });

  await page.locator('#no-findings').getByText('containerd is not installed').waitFor();
  expect((await texts(page, '#host-line li')).slice(0, 2)).toEqual([
    'containerd is not installed',
    expect.stringMatching(/^Docker not found, assuming [\d.]+$/),
  ]);
  expect((await texts(page, '#host-line li')).slice(2)).toEqual(['0 of 2 ready']);
  await expect.poll(() => page.locator('#host-line [data-tone="bad"]').count()).toBe(0);
  await tab(page, 'Runtimes').click();
  await expect
    .poll(() => texts(page, '.runtime .state .line'))
    .toEqual(['containerd is not installed', 'containerd is not installed']);
  await expect.poll(() => texts(page, '#runtimes .chip')).toEqual(['All 2', 'Failing 2']);
  await tab(page, 'Handlers').click();
  await expect.poll(() => texts(page, '#cri-note')).toEqual(['containerd is not installed. No pod starts.']);
  await expect.poll(() => texts(page, '.handler .state')).toEqual(['containerd is not installed']);
});
