import { expect, it, vi } from 'vitest';
import type { ResolutionAnswer } from '../../src/model/resolution.ts';
import { eventually } from '../eventually.ts';
import { open, texts, useChromium } from './chromium.ts';
import { type Service, serveHost } from './service.ts';

useChromium();

async function answer(service: Service, name: string, client: string): Promise<ResolutionAnswer> {
  return (await service.get(`/v1/resolve?${new URLSearchParams({ name, client })}`)) as ResolutionAnswer;
}

it('the verdict changes while you type, for each client', async () => {
  const service = await serveHost({ host: (host) => host.shim('two/containerd-shim-kata-v2') });
  const page = await open(service.address, { path: '/#/resolve' });
  const input = page.getByRole('textbox', { name: '--runtime' });
  const verdicts = () => texts(page, '.resolution .verdict');

  await input.pressSequentially('kata');
  await eventually(async () => expect(await verdicts()).toEqual(['Refused', 'Refused', 'Refused', 'Refused']));
  await input.pressSequentially('.v');
  await eventually(async () =>
    expect(await verdicts()).toEqual(['Not installed', 'Not installed', 'Not installed', 'Refused']),
  );
  await input.pressSequentially('2');
  await eventually(async () => expect(await verdicts()).toEqual(['Starts', 'Starts', 'Starts', 'Refused']));
  expect(await texts(page, '.derived code')).toEqual(['kata.v2', 'containerd-shim-kata-v2']);
  await eventually(() => expect(page.url()).toMatch(/#\/explain\?name=kata\.v2$/));
});

it('each searched place is shown in order, with what was found, and the selected file', async () => {
  const service = await serveHost({
    host: (host) => {
      host.file('one/containerd-shim-kata-v2', '', 0o644);
      host.shim('two/containerd-shim-kata-v2');
    },
  });

  const page = await open(service.address, { path: '/#/resolve?name=io.containerd.kata.v2' });

  await page.locator('.resolution').first().waitFor();
  for (const client of ['docker', 'containerd', 'nerdctl']) {
    expect(await texts(page, `[data-client="${client}"] .attempts li`)).toEqual([
      `working directory ${service.host.at('cwd/containerd-shim-kata-v2')} missing`,
      `PATH ${service.host.at('one/containerd-shim-kata-v2')} not executable`,
      `PATH ${service.host.at('two/containerd-shim-kata-v2')} selected`,
    ]);
    expect(await texts(page, `[data-client="${client}"] .winner`)).toEqual([
      service.host.at('two/containerd-shim-kata-v2'),
    ]);
  }
});

it('a deep link shows the exact error of each client, and similar names', async () => {
  const service = await serveHost({ host: (host) => host.shim('two/containerd-shim-kata-v2') });

  const page = await open(service.address, { path: '/#/resolve?name=io.containerd.kato.v2' });

  await page.locator('.client-error').first().waitFor();
  for (const client of ['docker', 'containerd', 'nerdctl']) {
    const { error } = await answer(service, 'io.containerd.kato.v2', client);
    expect(error).toContain('binary not installed');
    expect(await page.locator(`[data-client="${client}"] pre`).textContent()).toBe(error);
  }
  await page.getByText('Did you mean').waitFor();
  await page.getByRole('link', { name: 'io.containerd.kata.v2' }).click();
  await eventually(async () =>
    expect(await texts(page, '.resolution .verdict')).toEqual(['Starts', 'Starts', 'Starts', 'Refused']),
  );
  expect(await page.locator('#name').inputValue()).toBe('io.containerd.kata.v2');
});

it('Docker refuses a path, and containerd tries it', async () => {
  const service = await serveHost({ host: (host) => host.shim('two/containerd-shim-kata-v2') });
  const path = service.host.at('two/containerd-shim-kata-v2');

  const page = await open(service.address, { path: `/#/resolve?name=${encodeURIComponent(path)}` });

  await page.locator('.resolution').first().waitFor();
  expect(await texts(page, '[data-client="docker"] :is(.verdict, .reason, .decided)')).toEqual([
    'Refused',
    'Docker does not accept a path here.',
    'Rejected before any lookup.',
  ]);
  expect(await page.locator('[data-client="containerd"]').innerText()).not.toContain('Docker does not accept');
});

it('the verdict changes when the host changes', async () => {
  const service = await serveHost();
  const page = await open(service.address, { path: '/#/resolve?name=io.containerd.kata.v2' });
  await eventually(async () => expect(await texts(page, '[data-client="docker"] .verdict')).toEqual(['Not installed']));

  service.host.shim('one/containerd-shim-kata-v2');

  await vi.waitFor(
    async () => expect(await texts(page, '.resolution .verdict')).toEqual(['Starts', 'Starts', 'Starts', 'Refused']),
    {
      timeout: 4000,
    },
  );
  expect(await page.locator('#announcer').textContent()).not.toBe(null);
  await vi.waitFor(
    async () =>
      expect(await page.locator('#announcer').textContent()).toBe(
        'io.containerd.kata.v2. Docker: Starts. containerd: Starts. nerdctl: Starts. CRI: Refused',
      ),
    { timeout: 4000 },
  );
});

it('an empty field shows names to try, and Back returns to them', async () => {
  const service = await serveHost({ host: (host) => host.shim('one/containerd-shim-kata-v2') });
  const page = await open(service.address, { path: '/#/resolve' });

  await page.getByRole('link', { name: 'io.containerd.kata.v2' }).click();
  await page.locator('.resolution').first().waitFor();
  await page.goBack();

  await page.getByText('On this host', { exact: true }).waitFor();
  expect(await page.locator('#name').inputValue()).toBe('');
});

it('a name that is too long gets the error of the service', async () => {
  const service = await serveHost();

  const page = await open(service.address, {
    path: `/#/resolve?name=${'a'.repeat(4097)}`,
    expected: /400 \(Bad Request\)/,
  });

  await page.getByText('a name is at most 4096 bytes long').waitFor();
});
