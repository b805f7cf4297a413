import { expect, it } from 'vitest';
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
  const { processes } = (await service.get('/v1/processes')) as { readonly processes: readonly unknown[] };
  await expect.poll(() => page.locator('#process-list .process').count()).toBe(processes.length);
  expect((await texts(page, '.process .served strong')).length).toBeGreaterThan(0);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
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
