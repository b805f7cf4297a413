import { rmSync } from 'node:fs';
import type { Page, Request } from 'playwright-core';
import { expect, it } from 'vitest';
import { routes } from '../../public/page/router.js';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import type { HostTree } from '../cli/host-tree.ts';
import { eventually } from '../eventually.ts';
import { open, useChromium } from './chromium.ts';
import { type Service, serveHost } from './service.ts';

useChromium();

const roundsOfSection = 3;

/** Numbers from 0 to 1 that are the same in each run: a linear congruential generator with the constants of ANSI C. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** One of each kind, so that every section has links and texts. */
function prepare(host: HostTree): void {
  for (let index = 0; index < 6; index += 1) host.shim(`${index % 2 ? 'one' : 'two'}/containerd-shim-s${index}-v1`);
  host.file('one/containerd-shim-broken-v1', 'text', 0o755);
  configure(host, 3);
}

function configure(host: HostTree, count: number): void {
  const runtimes = Array.from({ length: count }, (_, index) => [
    `r${index}`,
    { runtimeType: `io.containerd.s${index}.v1` },
  ]);
  host.file('daemon.json', JSON.stringify({ runtimes: Object.fromEntries(runtimes) }));
}

/** Adds, changes or removes some things that a text does not name, each once, so that nothing returns to what it was. */
function change(host: HostTree, text: string, random: () => number): void {
  const names = ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7'].filter((name) => !text.includes(`${name}-v1`));
  for (const name of names.filter(() => random() < 0.4)) {
    const path = `${random() < 0.5 ? 'one' : 'two'}/containerd-shim-${name}-v1`;
    const kind = random();
    if (kind < 0.5) host.shim(path);
    else if (kind < 0.7) rmSync(host.at(path), { force: true });
    else host.file(path, 'text', kind < 0.85 ? 0o755 : 0o644);
  }
  if (!/\br\d\b/.test(text)) configure(host, Math.floor(random() * 5));
}

/** Waits until the page shows a shim that was installed last. */
async function shown(page: Page, service: Service, binary: string): Promise<void> {
  await eventually(async () => {
    const { revision, shims } = (await service.get('/v1/inventory')) as Inventory;
    expect(shims.map((shim) => shim.binary)).toContain(binary);
    expect(await page.locator('#revision').textContent()).toBe(`revision ${revision}`);
  });
}

/** Focuses a control of the open section and selects a text in it. */
function choose(page: Page, at: number, other: number) {
  return page.evaluate(
    ([one, two]) => {
      const within = (selector: string) =>
        [...document.querySelectorAll<HTMLElement>(`main > .region:not([hidden]) ${selector}`)].filter(
          (element) => element.offsetParent !== null,
        );
      const controls = within('[data-focus]:not(input)');
      const blocks = within('[data-key]:not(:has([data-key]), [data-key^=" "])').filter(
        (block) => block.innerText !== '',
      );
      const [control, block] = [controls[Math.floor(one * controls.length)], blocks[Math.floor(two * blocks.length)]];
      control?.focus({ preventScroll: true });
      if (block) document.getSelection()?.selectAllChildren(block);
      return {
        focus: control?.dataset['focus'],
        key: block?.dataset['key'],
        content: block?.outerHTML.replace(/ (?:aria-rowindex|class|style)="[^"]*"/g, ''),
        selected: String(document.getSelection()),
      };
    },
    [at, other] as const,
  );
}

/** What was lost of it, if it is still on the page. */
function lostSince(page: Page, { focus, key, content, selected }: Awaited<ReturnType<typeof choose>>) {
  return page.evaluate(
    (before) => {
      const within = (selector: string) => [
        ...document.querySelectorAll<HTMLElement>(`main > .region:not([hidden]) ${selector}`),
      ];
      const isThere = within('[data-focus]').some((control) => control.dataset['focus'] === before.focus);
      const isSame = within('[data-key]').some(
        (block) =>
          block.dataset['key'] === before.key &&
          block.outerHTML.replace(/ (?:aria-rowindex|class|style)="[^"]*"/g, '') === before.content,
      );
      const focused = document.activeElement?.getAttribute('data-focus');
      return {
        focus: isThere && focused !== before.focus ? [before.focus, focused] : undefined,
        selection: isSame && String(document.getSelection()) !== before.selected ? before.selected : undefined,
        kept: Number(isThere) + Number(isSame),
      };
    },
    { focus, key, content, selected },
  );
}

it('random changes keep the focus and the selection in every section', async () => {
  const random = randomNumbers(20_261_129);
  const service = await serveHost({ host: prepare });
  let pending = 0;
  const page = await open(service.address, {
    before: async (opened) => {
      const isQuestion = (url: string) => url.includes('/v1/explain');
      opened.on('request', (request) => {
        if (isQuestion(request.url())) pending += 1;
      });
      const end = (request: Request) => {
        if (isQuestion(request.url())) pending -= 1;
      };
      opened.on('requestfinished', end);
      opened.on('requestfailed', end);
    },
  });
  let kept = 0;
  let round = 0;

  for (const section of routes.filter((route) => route !== 'fleet')) {
    const hash = section === 'explain' ? '#/explain?name=io.containerd.s0.v1' : `#/${section}`;
    await page.evaluate((value) => {
      location.hash = value;
    }, hash);
    await page.locator(`#${section} .region-head`).waitFor();
    for (let each = 0; each < roundsOfSection; each += 1) {
      round += 1;
      const before = await choose(page, random(), random());
      change(service.host, `${before.focus} ${before.key} ${before.content}`.replaceAll('.v1', '-v1'), random);
      service.host.shim(`one/containerd-shim-m${round}-v1`);
      await shown(page, service, `containerd-shim-m${round}-v1`);
      await eventually(() => expect(pending).toBe(0));

      const { kept: also, ...lost } = await lostSince(page, before);
      expect([section, round, lost]).toEqual([section, round, { focus: undefined, selection: undefined }]);
      kept += also;
    }
  }
  // Enough of what was chosen is still there, so that the test means something.
  expect(kept).toBeGreaterThan(round);
}, 120_000);
