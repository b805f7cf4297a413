import { expect, it } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { open, texts, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

const longName = `io.containerd.${'n'.repeat(180)}.v1`;

/** File names are input: markup, direction marks, line breaks, terminal escapes, quotes. */
function hostile(host: HostTree): void {
  for (const name of [
    '<img src=x onerror=alert(1)>',
    'a\u202eb',
    'line\nbreak',
    '\u001b[201~;reboot',
    `it's "so" & so`,
    'n'.repeat(180),
  ]) {
    host.shim(`one/containerd-shim-${name}-v1`);
    host.shim(`two/containerd-shim-${name}-v1`);
  }
  host.file(
    'daemon.json',
    JSON.stringify({ runtimes: { '<b>bold</b>\u2066': { path: '/"><script>alert(1)</script>' } } }),
  );
}

const sections = [
  'runtimes',
  'search-path',
  'findings',
  'changes',
  `explain?name=${encodeURIComponent('x.<img src=x onerror=alert(1)>.v1')}`,
];

it('file names are shown as text in every region and at every width', async () => {
  const service = await serveHost({ host: hostile });

  for (const width of [1440, 390]) {
    const page = await open(service.address, { viewport: { width, height: 900 }, expected: /^$/ });
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => Promise.reject(new Error('A name ran'))));
    for (const section of sections) {
      await page.goto(`${service.address}/#/${section}`);
      await page.locator(`#${section.replace(/\?.*/, '')}`).waitFor();
      await expect.poll(() => page.locator('main :is(img, script, b)').count()).toBe(0);
      const text = await page.locator('main').innerText();
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      expect(text).not.toContain('\u001b');
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([section, width, overflow]).toEqual([section, width, 0]);
    }
  }
});

it('invisible characters are shown, and the copied command neither ends a paste nor hides what it runs', async () => {
  const service = await serveHost({ host: hostile });

  const page = await open(service.address, { path: '/#/runtimes?q=containerd' });
  const names = await texts(page, '#runtimes-table .name');
  const commands: string[] = [];
  for (const button of await page.locator('.menu-button').all()) {
    await button.click();
    commands.push((await page.getByRole('menuitem').first().getAttribute('data-copy')) ?? '');
    await page.keyboard.press('Escape');
  }

  expect(names).toContain('io.containerd.a\\u202eb.v1');
  expect(names).toContain('io.containerd.line\\nbreak.v1');
  expect(names).toContain(longName);
  expect(commands).toContain(`docker run --runtime $'io.containerd.\\x1b[201~;reboot.v1' --rm -it alpine`);
  expect(commands).toContain(`docker run --runtime $'io.containerd.line\\x0abreak.v1' --rm -it alpine`);
  expect(commands).toContain(`docker run --runtime 'io.containerd.it'\\''s "so" & so.v1' --rm -it alpine`);
  for (const command of commands) expect(command).toMatch(/^[\x20-\x7e]+$/);
});

it('a name in Hebrew is read from left to right, with its version at the end', async () => {
  const service = await serveHost({ host: (host) => host.shim('one/containerd-shim-עברית-v1') });
  const page = await open(service.address, { path: '/#/search-path' });
  await page.locator('.station').first().waitFor();

  const versionIsLast = await page.locator('.station .label').evaluate((label) => {
    const text = label.firstChild;
    const xOf = (at: number) => {
      const range = document.createRange();
      range.setStart(text ?? label, at);
      range.setEnd(text ?? label, at + 1);
      return range.getBoundingClientRect().left;
    };
    return xOf((label.textContent ?? '').length - 1) > xOf(0);
  });
  expect(versionIsLast).toBe(true);
  for (const section of ['runtimes', 'search-path', 'running', 'handlers', 'findings']) {
    await page.goto(`${service.address}/#/${section}`);
    const directions = await page
      .locator('bdi')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).direction));
    expect([section, directions.filter((direction) => direction !== 'ltr')]).toEqual([section, []]);
  }
});

it('a hostile name can be opened and explained', async () => {
  const service = await serveHost({ host: hostile });
  const page = await open(service.address, { path: '/#/runtimes?q=onerror' });

  await page.getByRole('button', { name: 'io.containerd.<img src=x onerror=alert(1)>.v1', exact: true }).click();
  await page.getByRole('link', { name: 'Explain this name' }).click();

  await page.locator('.resolution').first().waitFor();
  await expect.poll(() => texts(page, '.resolution .verdict')).toEqual(['Starts', 'Starts', 'Starts', 'Refused']);
  await expect.poll(() => page.locator('#name').inputValue()).toBe('io.containerd.<img src=x onerror=alert(1)>.v1');
});

it('an empty host shows a hint in every region', async () => {
  const service = await serveHost({ options: () => ['--search-path=', '--containerd-cwd', '--deny=*'] });
  const page = await open(service.address);
  const go = (section: string) => page.locator('#sections').getByRole('link', { name: section }).click();

  await page.getByText('No runtimes found').waitFor();
  await go('Search path');
  await page.getByText('The search path is empty').or(page.getByText('no shims').first()).waitFor();
  await go('Changes');
  await page.getByText('No changes since shimdex started').waitFor();
});
