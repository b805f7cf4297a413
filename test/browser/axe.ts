import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of WCAG 2.2 at levels A and AA, and axe's own advice. */
export const rulesChecked = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] as const;

/** The rules that look at colours. The others find the same in both themes: `theme.test.ts` shows why. */
export const colourRules = ['color-contrast', 'link-in-text-block'] as const;

const everything: RunOptions = { runOnly: [...rulesChecked], resultTypes: ['violations'] };

const coloursOnly: RunOptions = { runOnly: { type: 'rule', values: [...colourRules] }, resultTypes: ['violations'] };

/** A broken rule, and the elements that break it. */
export type Problem = readonly [rule: string, elements: readonly string[]];

/** Loads axe into a page that was opened with `bypassCSP`. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(source);
}

/**
 * What axe finds in the light colour scheme by all rules, and in the dark one by the rules about colours. Nothing
 * moves, so that axe sees no colour on its way to another.
 */
export async function problemsOf(page: Page): Promise<readonly Problem[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await problemsBy(page, everything);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  return [...light, ...(await problemsBy(page, coloursOnly))];
}

/** What axe finds by some rules, in the colour scheme that the page has. */
export async function problemsBy(page: Page, options: RunOptions): Promise<readonly Problem[]> {
  const { violations } = await page.evaluate(
    (given) => (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(given),
    options,
  );
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
