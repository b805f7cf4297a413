import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { program } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { open, texts, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

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

  expect(await texts(page, '.lane .order')).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Place ${number}`));
  expect(await texts(page, '.lane .where')).toEqual([
    `${at('cwd')} working directory, no shims`,
    at('one'),
    `${at('none')} does not exist`,
    `${at('plain')} not a directory`,
    `${at('loop')} symlink loop`,
    at('two'),
    `${at('one')} same as 2`,
  ]);
  expect(await texts(page, '.group')).toEqual(['PATH of containerd set by flag']);
  expect(await texts(page, '.lane:nth-child(2) .station')).toEqual(['kata-v2 selected']);
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

  expect(await loser.locator('.label').evaluate((label) => getComputedStyle(label).textDecorationLine)).toBe(
    'line-through',
  );
  expect(await winner.locator('.label').evaluate((label) => getComputedStyle(label).textDecorationLine)).toBe('none');
  await loser.getByRole('link').focus();
  expect(await page.locator('.station.lit').count()).toBe(2);
  expect(await page.locator('.threads path.lit').count()).toBe(1);
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
  await page.locator('.threads path').waitFor({ state: 'attached' });

  const dot = async (place: string) => {
    const box = await station(page, service.host.at(`${place}/containerd-shim-kata-v2`))
      .locator('.dot')
      .boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  const ends = await page.locator('.threads path').evaluate((path) => {
    const canvas = path.ownerDocument.querySelector('.threads')?.getBoundingClientRect();
    const thread = path as SVGPathElement;
    return [thread.getPointAtLength(0), thread.getPointAtLength(thread.getTotalLength())].map(({ x, y }) => ({
      x: x + (canvas?.x ?? 0),
      y: y + (canvas?.y ?? 0),
    }));
  });

  for (const [end, place] of [
    [ends[0], 'one'],
    [ends[1], 'two'],
  ] as const) {
    const { x, y } = await dot(place);
    expect(Math.abs((end?.x ?? 0) - x)).toBeLessThan(1);
    expect(Math.abs((end?.y ?? 0) - y)).toBeLessThan(1);
  }
  expect(await page.locator('.threads path').getAttribute('data-straight')).toBe('true');
});

it('a selected file that cannot start looks different from one that starts', async () => {
  const service = await serveHost({
    host: (host) => host.file('cwd/containerd-shim-kata-v2', '', 0o644),
  });

  const page = await open(service.address, { path: '/#/search-path' });

  expect(await texts(page, '.station[data-state="failing"]')).toEqual(['kata-v2 selected, fails: not executable']);
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

  expect(await texts(page, '.lane[data-state="unreadable"] .where')).toEqual([
    `${service.host.at('one')} unreadable: shims here are not listed`,
  ]);
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
  expect(await page.locator('.station').count()).toBe(40);
  await page.getByRole('button', { name: 'Show 60 more files' }).click();
  expect(await page.locator('.station').count()).toBe(100);

  const linked = await open(service.address, { path: `/#/search-path?shim=${encodeURIComponent(last)}` });
  await station(linked, last).waitFor();
});

it('on a phone the lanes have no threads and show the number of the selected place', async () => {
  const service = await serveHost({ host: everyKind, options: everyPlace });

  const page = await open(service.address, { path: '/#/search-path', viewport: { width: 390, height: 844 } });

  expect(await page.locator('.threads path').first().isVisible()).toBe(false);
  expect(await texts(page, '.station[data-state="shadowed"]')).toEqual(['kata-v2 hidden by 2']);
});
