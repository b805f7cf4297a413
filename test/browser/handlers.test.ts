import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { elf } from '../cases/elf.ts';
import type { HostTree } from '../cli/host-tree.ts';
import { eventually } from '../eventually.ts';
import { open, texts, useChromium } from './chromium.ts';
import { serveHost } from './service.ts';

useChromium();

const section = (name: string) => `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${name}]`;

/** A configuration of several files: `extra.toml` overrides the shim of `kata`, and adds `clh`. */
function severalFiles(host: HostTree): void {
  host.file('two/containerd-shim-runc-v2', elf().toString('latin1'), 0o755);
  host.shim('one/containerd-shim-kata-v2');
  host.file(
    'config.toml',
    `version = 3\nimports = ["extra.toml"]\n${section('kata')}\nruntime_type = "io.containerd.kata.v2"\nruntime_path = "/none"\n`,
  );
  host.file(
    'extra.toml',
    `version = 3\n${section('kata')}\nruntime_path = "${host.at('one/containerd-shim-kata-v2')}"\n${section('clh')}\nruntime_type = "io.containerd.clh.v2"\n`,
  );
}

const withConfig = (host: HostTree) => ['--containerd-version=2.1.0', `--containerd-config=${host.at('config.toml')}`];

const row = (page: Page, name: string) => page.locator('.handler', { has: page.getByText(name, { exact: true }) });

const names = (page: Page) => texts(page, '.handler .name');

it('shows each handler of several files, opens a row, and follows the host', async () => {
  const { host, address } = await serveHost({ host: severalFiles, options: withConfig });
  const page = await open(address, { path: '/#/handlers' });

  await eventually(async () => expect(await names(page)).toEqual(['clh', 'runc', 'kata']));
  await expect.poll(() => row(page, 'kata').locator('.defined').innerText()).toContain('overrides runtime_path');
  await row(page, 'clh').getByRole('button').click();
  await expect.poll(() => row(page, 'clh').locator('.failure pre').innerText()).toContain('binary not installed');
  await expect.poll(() => row(page, 'clh').locator('.remedies').innerText()).toContain('containerd-shim-clh-v2');

  host.shim('one/containerd-shim-clh-v2');

  await row(page, 'clh').locator('.status[data-tone="good"]').waitFor();
  await expect.poll(() => row(page, 'clh').getByRole('button', { expanded: true }).count()).toBe(1);
  await eventually(async () => expect(await page.locator('#announcer').textContent()).not.toBe(''));

  host.file('config.toml', 'version = 3\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');

  await page
    .locator('.cri-note')
    .getByText(`disables CRI at ${host.at('config.toml')}:2`)
    .waitFor();
});

it('an address opens one handler, and the keys of the other lists work', async () => {
  const { address } = await serveHost({ host: severalFiles, options: withConfig });
  const page = await open(address, { path: '/#/handlers?name=kata' });

  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-toggle'));
  await eventually(async () => expect(await focused()).toBe('kata'));
  await expect
    .poll(() => row(page, 'kata').locator('.facts').innerText())
    .toMatch(/runtime_path: .*extra\.toml:3 overrides .*config\.toml:5/);

  await page.keyboard.press('Escape');
  await expect.poll(() => row(page, 'kata').locator('.facts').count()).toBe(0);
  await page.keyboard.press('Home');
  await expect.poll(() => focused()).toBe('clh');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused()).toBe('runc');
});
