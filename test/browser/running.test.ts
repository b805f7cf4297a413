import { expect, it } from 'vitest';
import { startContainer } from '../cases/running.ts';
import { open, texts, useChromium } from './chromium.ts';
import { hosts } from './hosts.ts';
import { serveRoot } from './service.ts';

useChromium();

it('shows the containers by the file that they run, and what a restart would do', async () => {
  const service = await serveRoot(hosts.healthy);
  const page = await open(service.address);

  await page.getByRole('link', { name: /^Running/ }).click();
  await page.locator('.process').first().waitFor();
  await page.locator('#forecast .summary').waitFor();

  const plan = (await service.get('/v1/plan?for=restart')) as { readonly summary: string };
  await expect.poll(() => page.locator('#forecast .summary').innerText()).toBe(plan.summary);
  const { processes } = (await service.get('/v1/processes')) as { readonly processes: readonly { path: string }[] };
  const files = new Set(processes.map(({ path }) => path));
  await expect.poll(() => page.locator('#process-list .process').count()).toBe(files.size);
  await expect.poll(() => texts(page, '#process-list .count')).toEqual(['3 containers', '1 container']);
  await expect
    .poll(() => texts(page, '#process-list .restart'))
    .toEqual(['after a restart 3 kept', 'after a restart 1 kept']);
  // The version is the one of the file, which runs.
  await expect
    .poll(() => texts(page, '.process:has-text("kata-v2") .soft'))
    .toContainEqual(expect.stringContaining('version 3.21.0'));
  expect((await texts(page, '.process .served strong')).length).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

it('many containers are one card for each file, which unfolds, and a filter finds each of them', async () => {
  const service = await serveRoot(async (host) => {
    await hosts.healthy(host);
    for (let index = 0; index < 40; index += 1)
      startContainer(host, {
        id: `${index}`.padStart(2, '0').padEnd(64, 'c'),
        namespace: 'k8s.io',
        shim: 4000 + 2 * index,
        init: 4001 + 2 * index,
        shimPath: '/usr/local/bin/containerd-shim-kata-v2',
      });
  });
  const page = await open(service.address, { path: '/#/running' });
  const cards = page.locator('#process-list .process');
  await expect.poll(() => texts(page, '#process-list .count')).toEqual(['41 containers', '3 containers']);
  await expect.poll(() => cards.first().locator('li strong').count()).toBe(12);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1600);

  await page.getByRole('button', { name: 'Show 29 more containers' }).click();
  await expect.poll(() => cards.first().locator('li strong').count()).toBe(41);
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('.process') !== null)).toBe(true);

  await page.goto(`${service.address}/#/shim?path=%2Fusr%2Flocal%2Fbin%2Fcontainerd-shim-kata-v2`);
  await expect.poll(() => page.locator('#shim-processes .process').count()).toBe(13);
  await page.getByRole('link', { name: '29 more processes in Running' }).click();
  await expect.poll(() => texts(page, '#process-list .count')).toEqual(['41 containers']);
  await page.getByRole('searchbox').fill('');

  await page.keyboard.press('Escape');
  await page.locator('#running-title').click();
  await page.keyboard.press('f');
  await page.keyboard.type('k8s.io 07c');
  await expect.poll(() => texts(page, '#process-list li strong')).toEqual(['07cccccccccc']);
  await expect.poll(() => texts(page, '#running-filtered')).toEqual(['1 of 44']);
  expect(page.url()).toMatch(/#\/running\?q=k8s\.io\+07c$/);
  await page.reload();
  await expect.poll(() => texts(page, '#process-list li strong')).toEqual(['07cccccccccc']);
  await page.locator('#running-filter').fill('nope');
  await page.getByText('Nothing that runs matches "nope"').waitFor();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  await expect.poll(() => cards.count()).toBe(2);
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('running-filter');
});

it('the tab of the handlers has the number that fail', async () => {
  const section = (name: string) => `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${name}]`;
  const service = await serveRoot(async (host) => {
    await hosts.laptop(host);
    host.put(
      '/etc/containerd/config.toml',
      `version = 3\n${section('gone')}\nruntime_type = "io.containerd.gone.v1"\n`,
    );
  });
  const page = await open(service.address);

  await expect.poll(() => texts(page, '#handlers-tally')).toEqual(['1 failing']);
});

it('shows the daemons and the OCI runtimes, what runs, and the package of each file', async () => {
  const service = await serveRoot(hosts.healthy);
  const page = await open(service.address, { path: '/#/running' });
  const { programs } = (await service.get('/v1/inventory')) as {
    readonly programs: readonly { readonly role: string; readonly path: string; readonly pid?: number }[];
  };

  await page.locator('#program-list .process').first().waitFor();
  const shown = await texts(page, '#program-list .process');

  expect(shown).toHaveLength(programs.length);
  for (const [index, { path, role, pid }] of programs.entries()) {
    expect(shown[index]).toContain(path);
    expect(shown[index]).toContain(role === 'oci-runtime' ? 'OCI runtime' : role);
    if (pid !== undefined) expect(shown[index]).toContain(`process ${pid}`);
  }
  expect(shown.some((text) => text.startsWith('runs '))).toBe(true);
});
