import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { open, texts, useChromium } from './chromium.ts';
import { hosts } from './hosts.ts';
import { serveHost, serveRoot, useService } from './service.ts';

useChromium();

const broken = useService((atEnd) => serveRoot(hosts.broken, atEnd));

/** Directories of every kind, with files that are selected, hidden, skipped, or fail to start. */
function everyKind(host: HostTree): void {
  host.shim('one/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-kata-v2');
  host.shim('two/containerd-shim-runc-v2');
  host.shim('two/containerd-shim-odd');
  host.shim('two/containerd-shim-runc-v2.dpkg-new');
  host.file('two/containerd-shim-runsc-v1', '', 0o644);
  host.file('two/containerd-shim-broken-v1', '#!/no/such/interpreter\n', 0o755);
  host.file('plain', '');
  host.link('loop', 'loop');
}

const everyPlace = (host: HostTree) => [
  `--search-path=${['one', 'none', 'plain', 'loop', 'two', 'one'].map((name) => host.at(name)).join(':')}`,
];

const station = (page: Page, path: string) => page.locator(`.station[data-path="${path}"]`);

it('the places are in the order of the lookup, each with its state and its files', async () => {
  const service = await serveHost({ host: everyKind, options: everyPlace });
  const at = (path: string) => service.host.at(path);

  const page = await open(service.address, { path: '/#/search-path' });

  await expect
    .poll(() => texts(page, '.lane .order'))
    .toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Place ${number}`));
  await expect
    .poll(() => texts(page, '.lane .where'))
    .toEqual([
      `${at('cwd')} working directory, no shims`,
      at('one'),
      `${at('none')} does not exist`,
      `${at('plain')} not a directory`,
      `${at('loop')} symlink loop`,
      at('two'),
      `${at('one')} same as 2`,
    ]);
  await expect.poll(() => texts(page, '.group')).toEqual(['PATH of containerd set by flag']);
  const empty = page.locator('.lane[data-state="missing"] .lane-body');
  await expect.poll(() => empty.evaluate((lane) => lane.getBoundingClientRect().height)).toBeLessThan(50);
  await expect.poll(() => texts(page, '.lane:nth-child(2) .station')).toEqual(['kata-v2 selected']);
  expect((await texts(page, '.lane:nth-child(6) .station')).sort()).toEqual([
    'broken-v1 selected, fails: interpreter missing',
    'kata-v2 hidden by 2',
    'odd ignored: no version',
    'runc-v2 selected',
    'runc-v2.dpkg-new ignored: dot in file name',
    'runsc-v1 not executable',
  ]);
});

it('a hidden file is struck through, lights up with the selected file, and its page links to it', async () => {
  const service = await serveHost({ host: everyKind, options: everyPlace });
  const page = await open(service.address, { path: '/#/search-path' });
  const [winner, loser] = ['one', 'two'].map((place) =>
    station(page, service.host.at(`${place}/containerd-shim-kata-v2`)),
  );
  if (winner === undefined || loser === undefined) throw new Error('There are two');

  await expect
    .poll(() => loser.locator('.label').evaluate((label) => getComputedStyle(label).textDecorationLine))
    .toBe('line-through');
  await expect
    .poll(() => winner.locator('.label').evaluate((label) => getComputedStyle(label).textDecorationLine))
    .toBe('none');
  await loser.getByRole('link').focus();
  await expect.poll(() => page.locator('.station.lit').count()).toBe(2);
  await expect.poll(() => page.locator('.threads path.lit').count()).toBe(1);

  const drawn = await page.locator('.threads path').elementHandle();
  await page.setViewportSize({ width: 1200, height: 900 });
  await expect.poll(() => drawn?.evaluate((path) => path.isConnected)).toBe(false);
  expect(await page.locator('.threads path.lit').count()).toBe(1);
  expect(await page.locator('.map.lighting').count()).toBe(1);
  await loser.getByRole('link').click();

  await page.locator('#shim-verdict').getByRole('link').click();
  await page.getByRole('link', { name: 'place 2 of the search path' }).click();
  await eventually(async () =>
    expect(await winner.locator('a').evaluate((link) => link === document.activeElement)).toBe(true),
  );
});

it('a thread runs straight down from the selected file to the file it hides', async () => {
  const service = await serveHost({ host: everyKind, options: everyPlace });
  const page = await open(service.address, { path: '/#/search-path' });
  const files = ['one', 'two'].map((place) => service.host.at(`${place}/containerd-shim-kata-v2`));

  /** How far the ends of the thread are from the dots of the two files, all in the same layout. */
  const distances = () =>
    page.locator('.threads path').evaluate((path, [from = '', to = '']) => {
      const canvas = path.ownerDocument.querySelector('.threads')?.getBoundingClientRect() ?? new DOMRect();
      const thread = path as SVGPathElement;
      const ends = [thread.getPointAtLength(0), thread.getPointAtLength(thread.getTotalLength())];
      return [from, to].flatMap((file, index) => {
        const dot = document.querySelector(`.station[data-path="${CSS.escape(file)}"] .dot`);
        const { left, top, width, height } = dot?.getBoundingClientRect() ?? new DOMRect();
        const { x, y } = ends[index] ?? new DOMPoint();
        return [Math.abs(canvas.x + x - left - width / 2), Math.abs(canvas.y + y - top - height / 2)];
      });
    }, files);
  await expect.poll(async () => Math.max(...(await distances()))).toBeLessThan(1);
  await expect.poll(() => page.locator('.threads path').getAttribute('data-clear')).toBe('true');
});

it('a selected file that cannot start looks different from one that starts', async () => {
  const service = await serveHost({
    host: (host) => host.file('cwd/containerd-shim-kata-v2', '', 0o644),
  });

  const page = await open(service.address, { path: '/#/search-path' });

  await expect
    .poll(() => texts(page, '.station[data-state="failing"]'))
    .toEqual(['kata-v2 selected, fails: not executable']);
});

it('an unreadable directory is shown as unreadable', async () => {
  const directory = temporaryDirectory();
  for (const part of ['dist', 'public'])
    cpSync(join(program, '..', '..', part), join(directory, part), { recursive: true });
  chmodSync(directory, 0o755);
  const nobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];

  const service = await serveHost({
    host: (host) => {
      host.shim('one/containerd-shim-kata-v2');
      chmodSync(host.directory, 0o755);
      chmodSync(host.at('one'), 0o000);
    },
    command: [...nobody, process.execPath, join(directory, 'dist', 'main.js')],
  });
  const page = await open(service.address, { path: '/#/search-path' });

  await expect
    .poll(() => texts(page, '.lane[data-state="unreadable"] .where'))
    .toEqual([`${service.host.at('one')} unreadable: shims here are not listed`]);
  chmodSync(service.host.at('one'), 0o755);
});

it('many files of one place are folded, and a link to one of them unfolds them', async () => {
  const service = await serveHost({
    host: (host) => {
      mkdirSync(host.at('one'), { recursive: true });
      for (let index = 100; index < 200; index += 1) host.shim(`one/containerd-shim-many${index}-v1`);
    },
  });
  const last = service.host.at('one/containerd-shim-many199-v1');

  const page = await open(service.address, { path: '/#/search-path' });
  await expect.poll(() => page.locator('.station').count()).toBe(40);
  await page.getByRole('button', { name: 'Show 60 more files' }).click();
  await expect.poll(() => page.locator('.station').count()).toBe(100);
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('many140-v1');

  const linked = await open(service.address, { path: `/#/search-path?shim=${encodeURIComponent(last)}` });
  await station(linked, last).waitFor();
});

it('on a phone the lanes have no threads and show the number of the selected place', async () => {
  const service = await serveHost({ host: everyKind, options: everyPlace });

  const page = await open(service.address, { path: '/#/search-path', viewport: { width: 390, height: 844 } });

  await expect.poll(() => page.locator('.threads path').first().isVisible()).toBe(false);
  await expect.poll(() => texts(page, '.station[data-state="shadowed"]')).toEqual(['kata-v2 hidden by 2']);
});

it.each([1281, 1440, 1920])(
  'every file has a name that can be read, and nothing leaves its pill, at %i px',
  async (width) => {
    const page = await open(broken().address, { path: '/#/search-path', viewport: { width, height: 900 } });
    const worst = station(page, '/containerd-shim-spin-v2');

    await expect
      .poll(() => texts(page, '.lane:first-child .station'))
      .toEqual(['spin-v2 selected, fails: not executable']);
    expect((await worst.locator('.label').boundingBox())?.width).toBeGreaterThan(30);
    const faults = await page.locator('.station').evaluateAll((stations) =>
      stations.flatMap((each) => {
        const pill = each.getBoundingClientRect();
        return [...each.querySelectorAll('.label, .why')]
          .map((text) => ({ text, box: text.getBoundingClientRect() }))
          .filter(
            ({ box }) => box.width < 1 || box.left < pill.left || box.right > pill.right || box.bottom > pill.bottom,
          )
          .map(({ text }) => text.textContent);
      }),
    );
    expect(faults).toEqual([]);
  },
);

/** The visible threads, and the files of other names that they pass. */
function visibleThreads(page: Page) {
  return page.locator('.threads path').evaluateAll((threads) => {
    const canvas = document.querySelector('.threads')?.getBoundingClientRect() ?? new DOMRect();
    const stations = [...document.querySelectorAll<HTMLElement>('.station')];
    const visible = (threads as SVGPathElement[]).filter((thread) => getComputedStyle(thread).opacity !== '0');
    const passed = visible.flatMap((thread) => {
      const points = Array.from({ length: Math.ceil(thread.getTotalLength() / 4) }, (_, step) =>
        thread.getPointAtLength(4 * step),
      );
      return stations
        .filter((each) => each.dataset['binary'] !== thread.getAttribute('data-binary'))
        .filter((each) => {
          const { left, right, top, bottom } = each.getBoundingClientRect();
          return points.some(({ x, y }) => {
            const [across, down] = [x + canvas.left, y + canvas.top];
            return left < across && across < right && top < down && down < bottom;
          });
        })
        .map((each) => `${thread.getAttribute('data-binary')} behind ${each.dataset['path']}`);
    });
    return { names: [...new Set(visible.map((thread) => thread.getAttribute('data-binary')))], passed };
  });
}

it.each([1440, 1280, 1100, 1024, 961])(
  'no visible thread passes behind a file of another name, at %i px',
  async (width) => {
    const page = await open(broken().address, { path: '/#/search-path', viewport: { width, height: 900 } });
    await page.locator('.threads path').first().waitFor({ state: 'attached' });

    await expect
      .poll(() => visibleThreads(page))
      .toEqual({ names: ['containerd-shim-spin-v2', 'containerd-shim-kata-v2'], passed: [] });
  },
);

it('threads of a place with many files are shown while one of their files has the pointer', async () => {
  const service = await serveRoot(hosts.large);
  const page = await open(service.address, { path: '/#/search-path?q=hidden' });
  await page.locator('.threads path').first().waitFor({ state: 'attached' });

  await expect.poll(async () => (await visibleThreads(page)).passed).toEqual([]);
  await station(page, '/usr/local/bin/containerd-shim-r499-v1').hover();
  await expect.poll(() => page.locator('.threads path.lit').count()).toBe(1);
  await expect.poll(async () => (await visibleThreads(page)).names).toContain('containerd-shim-r499-v1');
});

it('long names in the columns are not cut', async () => {
  const service = await serveRoot(hosts.hostileNames);
  const page = await open(service.address, { path: '/#/search-path' });
  await page.locator('.station').first().waitFor();

  const cut = await page
    .locator('.station .label')
    .evaluateAll((all) =>
      all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).map(({ textContent }) => textContent),
    );
  expect(cut).toEqual([]);
});

it('threads pass below all text, and a relative element of PATH is shown as it is written', async () => {
  const page = await open(broken().address, { path: '/#/search-path' });
  await page.locator('.threads path').first().waitFor({ state: 'attached' });

  const findCrossed = (threads: Element[]) => {
    const canvas = document.querySelector('.threads')?.getBoundingClientRect() ?? new DOMRect();
    const parts = [...document.querySelectorAll('.lane :is(h3, .remark, .order), .group, .station')];
    const met = (threads as SVGPathElement[]).flatMap((thread) =>
      Array.from({ length: Math.ceil(thread.getTotalLength() / 4) }, (_, step) => thread.getPointAtLength(4 * step)),
    );
    const under = parts.filter((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return met.some(({ x, y }) => {
        const [across, down] = [x + canvas.left, y + canvas.top];
        return left < across && across < right && top < down && down < bottom;
      });
    });
    return under.map((part) => ({
      text: part.textContent?.replace(/\s+/g, ' ').trim(),
      covers: getComputedStyle(part).zIndex === '1' && !/^rgba\(.*, 0\)$/.test(getComputedStyle(part).backgroundColor),
    }));
  };

  // Threads follow the layout a moment later.
  await eventually(async () => {
    const crossed = await page.locator('.threads path').evaluateAll(findCrossed);
    expect(crossed).toContainEqual({ text: 'PATH of containerd from the running process, pid 812', covers: true });
    expect(crossed.filter(({ covers }) => !covers)).toEqual([]);
  });
  await expect.poll(() => texts(page, '.lane:nth-child(4) .where')).toEqual(['tools/bin relative, here /tools/bin']);
});

it('with 500 files all hidden pairs have a thread, the name of the place stays in sight, and a filter finds a file', async () => {
  const service = await serveRoot(hosts.large);
  const page = await open(service.address, { path: '/#/search-path' });
  await page.locator('.threads path').first().waitFor({ state: 'attached' });
  const pairs = ['059', '119', '179', '239', '299', '359', '419', '479', '499'];

  const paths = await page.locator('.station').evaluateAll((all) => all.map((each) => each.getAttribute('data-path')));
  for (const directory of ['/usr/local/bin', '/usr/bin'])
    for (const pair of pairs) expect(paths).toContain(`${directory}/containerd-shim-r${pair}-v1`);
  await expect.poll(() => page.locator('.threads path').count()).toBe(pairs.length);
  await expect.poll(() => page.locator('[data-many="true"] .free .station').nth(6).textContent()).toContain('r007-v1');
  const [list, map] = [page.locator('[data-many="true"] .free'), page.locator('.map')];
  expect(((await list.boundingBox())?.width ?? 0) / ((await map.boundingBox())?.width ?? 1)).toBeGreaterThan(0.9);

  await page.getByRole('button', { name: /^Show \d+ more files$/ }).click();
  await page.evaluate(() => scrollTo({ top: 1200, behavior: 'instant' }));
  const name = page.getByRole('heading', { name: '/usr/local/bin', exact: true });
  const isOnTop = () =>
    name.evaluate((heading) => {
      const { left, top } = heading.getBoundingClientRect();
      return heading.contains(document.elementFromPoint(left + 2, top + 2));
    });
  await eventually(async () => expect(await isOnTop()).toBe(true));

  await page.getByLabel('Filter files').fill('r299');
  await eventually(async () => expect(await page.locator('.station').count()).toBe(2));
  await expect.poll(() => texts(page, '#path-filtered')).toEqual(['2 of 510']);
  expect(page.url()).toMatch(/#\/search-path\?q=r299$/);
  await page.getByLabel('Filter files').fill('nobody');
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await eventually(async () => expect(await page.locator('.station').count()).toBe(510));
  await page.goto(`${service.address}/#/search-path?q=r299`);
  await eventually(async () => expect(await page.locator('.station').count()).toBe(2));
}, 90_000);
