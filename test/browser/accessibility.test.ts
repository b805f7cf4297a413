import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { loadAxe, problemsBy, problemsOf } from './axe.ts';
import { drawn, open, texts, useChromium } from './chromium.ts';
import { type Serving, serveHost, useService } from './service.ts';

useChromium();

const sections = [
  'runtimes',
  'handlers',
  'running',
  'explain',
  'explain?name=io.containerd.kato.v2',
  'explain?name=io.containerd.wasmtime.v1',
  'search-path',
  'findings',
  'changes',
  'shim',
];

/** One of each kind, so that every view is drawn. */
function something(host: HostTree): void {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-wasmtime-v1');
  host.shim('two/containerd-shim-odd');
  // Its thread crosses a lane, which gets a gap.
  host.shim('cwd/containerd-shim-wasmtime-v1');
  host.file('cwd/containerd-shim-cwd-v1', '', 0o644);
  host.file(
    'config.toml',
    'version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.gone]\nruntime_type = "io.containerd.gone.v1"\n',
  );
  host.file(
    'daemon.json',
    '{"default-runtime": "gone", "runtimes": {"gone": {"runtimeType": "io.containerd.gone.v1", "options": {"a": 1}}}}',
  );
}

const serving: Serving = {
  host: something,
  options: (host) => [`--containerd-config=${host.at('config.toml')}`],
};
const served = useService((atEnd) => serveHost(serving, atEnd));
beforeAll(() => served().host.shim('one/containerd-shim-late-v1'));

async function show(page: Page, section: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${section}`);
  await page.locator(`#${section.replace(/\?.*/, '')}`).waitFor();
  if (['runtimes', 'handlers'].includes(section)) await page.getByRole('button', { name: 'gone', exact: true }).click();
  if (section.includes('name=')) await page.locator('.trace svg').first().waitFor({ state: 'attached' });
  if (section === 'changes') await page.locator('.change-set').first().waitFor();
  if (section === 'shim') await showShims(page);
}

/** The page of a shim that another one hides, with what happened to it. */
async function showShims(page: Page): Promise<void> {
  const path = served().host.at('two/containerd-shim-kata-v2');
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#/shim?path=${encodeURIComponent(path)}`,
  );
  await page.locator('.shim-names .status').first().waitFor();
}

it.each([1440, 390])(
  'axe finds no problems in any region, light and dark, %i px wide',
  async (width) => {
    const page = await open(served().address, {
      viewport: { width, height: 900 },
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    await loadAxe(page);

    for (const section of sections) {
      await show(page, section);
      expect([section, await problemsOf(page)]).toEqual([section, []]);
    }
  },
  120_000,
);

it('screen readers get whether each row is open and each button is pressed', async () => {
  const page = await open(served().address);

  for (const section of ['runtimes', 'handlers', 'findings', 'explain']) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/${section}`);
    await page.locator(`#${section} .region-head`).waitFor();
    const states = await page
      .locator('[aria-expanded], [aria-pressed], [aria-selected]')
      .evaluateAll((all) => all.map((each) => each.ariaExpanded ?? each.ariaPressed ?? each.ariaSelected));
    expect([section, states.filter((state) => state !== 'true' && state !== 'false')]).toEqual([section, []]);
  }
  await page.goto(`${served().address}/#/runtimes`);
  await page.getByRole('button', { name: 'gone', exact: true, expanded: false }).click();
  await page.getByRole('button', { name: 'gone', exact: true, expanded: true }).waitFor();
  await page.getByRole('button', { name: /^Failing/, pressed: false }).waitFor();
});

it('text stays readable while the service is down', async () => {
  const service = await serveHost(serving);
  const page = await open(service.address, { bypassCSP: true, expected: /ERR_/ });
  await loadAxe(page);

  await service.kill();
  await page.getByText('Connection lost.', { exact: true }).waitFor();

  expect(await problemsBy(page, { runOnly: ['wcag2aa'] })).toEqual([]);
}, 120_000);

it.each([320, 390, 768, 1024, 1440, 3840])(
  'nothing overflows, and every control is at least 24 px high and wide, at %i px',
  async (width) => {
    const service = served();
    const page = await open(service.address, { viewport: { width, height: 900 }, hasTouch: width < 800 });

    for (const section of sections) {
      await show(page, section);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([section, overflow]).toEqual([section, 0]);
      const small = await page.locator(':is(button, a, input):visible').evaluateAll((controls) =>
        controls
          .filter((control) => control.closest('p:not(.detail), dd, .skip') === null)
          .map((control) => ({ box: control.getBoundingClientRect(), text: control.outerHTML.slice(0, 80) }))
          .filter(({ box }) => box.width > 0 && (Math.round(box.height) < 24 || Math.round(box.width) < 24))
          .map(({ text, box }) => `${text} ${box.width}x${box.height}`),
      );
      expect([section, small]).toEqual([section, []]);
    }
  },
);

it('the page has landmarks, one main heading, and a link past the navigation', async () => {
  const service = served();
  const page = await open(service.address, { path: '/#/findings' });

  for (const [role, name] of [
    ['banner', undefined],
    ['navigation', 'Sections'],
    ['main', undefined],
    ['region', 'This host'],
    ['region', 'Findings'],
    ['contentinfo', undefined],
  ] as const) {
    expect([role, await page.getByRole(role, name === undefined ? {} : { name, exact: true }).count()]).toEqual([
      role,
      1,
    ]);
  }
  await expect.poll(() => page.getByRole('heading', { level: 1 }).count()).toBe(1);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
  expect(page.url()).toMatch(/#\/findings$/);
  await expect.poll(() => page.locator('#findings').isVisible()).toBe(true);
});

it('the focused control is outlined and nothing covers it', async () => {
  const service = served();
  for (const width of [1440, 390]) {
    const page = await open(service.address, { viewport: { width, height: 500 } });
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press('Tab');
      const state = await page.evaluate(() => {
        const focused = document.activeElement;
        if (!(focused instanceof HTMLElement) || focused === document.body) return undefined;
        const { left, top, width: wide, height } = focused.getBoundingClientRect();
        const over = document.elementFromPoint(left + wide / 2, top + height / 2);
        return {
          outlined: getComputedStyle(focused.closest('.ask') ?? focused).outlineStyle !== 'none',
          free: over !== null && (focused.contains(over) || over.contains(focused)),
          what: focused.outerHTML.slice(0, 100),
        };
      });
      if (state !== undefined) expect(state).toEqual({ outlined: true, free: true, what: state.what });
    }
  }
});

it('the theme follows the system until you choose one, and the choice is kept without a flash', async () => {
  const page = await open(served().address, { colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const button = page.getByRole('button', { name: /Colour theme/ });

  await expect.poll(() => ground()).toBe('rgb(13, 16, 24)');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => ground()).toBe('rgb(244, 245, 249)');
  await button.click();
  await button.click();
  expect([await button.getAttribute('aria-label'), await ground()]).toEqual(['Colour theme: dark', 'rgb(13, 16, 24)']);

  const colours: string[] = [];
  await page.exposeFunction('see', (colour: string) => colours.push(colour));
  await page.addInitScript(() => {
    const look = () => {
      if (document.body)
        (globalThis as unknown as { see(colour: string): void }).see(getComputedStyle(document.body).backgroundColor);
      if (document.readyState !== 'complete') requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.reload();
  await drawn(page);
  expect(new Set([...colours, await ground()])).toEqual(new Set(['rgb(13, 16, 24)']));
});

it('reduced motion turns off all animations', async () => {
  const service = await serveHost();
  const page = await open(service.address, { reducedMotion: 'reduce' });

  service.host.shim('one/containerd-shim-kata-v2');
  await page.locator('.runtime.news').waitFor();

  await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBe(0);
});

it('a printed page is black on white, complete, and without controls', async () => {
  const service = served();
  const page = await open(service.address, { colorScheme: 'dark' });

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });

  await expect
    .poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor))
    .toBe('rgb(255, 255, 255)');
  expect(
    await page
      .locator('#runtimes-table .name')
      .first()
      .evaluate((name) => getComputedStyle(name).color),
  ).toBe('rgb(0, 0, 0)');
  for (const gone of ['#sections', '.act', '.field', '#theme'])
    await expect.poll(() => page.locator(gone).first().isVisible()).toBe(false);
  expect((await texts(page, '#runtimes-table .path')).length).toBeGreaterThan(3);
  await page.evaluate(() => {
    location.hash = '#/explain?name=io.containerd.kato.v2';
  });
  await page.locator('.trace svg').first().waitFor();
  await expect.poll(() => page.locator('.trace .actions').isVisible()).toBe(false);
  const folded = page.locator('.folded .path').first();
  await expect.poll(() => folded.evaluate((path) => path.checkVisibility({ contentVisibilityAuto: true }))).toBe(true);
  await page.evaluate(() => {
    location.hash = '#/findings';
  });
  await page.locator('.finding').first().waitFor();
  await expect.poll(() => page.locator('.subject .disclose').first().isVisible()).toBe(false);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
});
