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
  expect(await page.locator('#forecast .summary').innerText()).toBe(plan.summary);
  const { processes } = (await service.get('/v1/processes')) as { readonly processes: readonly unknown[] };
  expect(await page.locator('.process').count()).toBe(processes.length);
  expect((await texts(page, '.process .served strong')).length).toBeGreaterThan(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
