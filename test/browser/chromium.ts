import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';

/** Chromium itself must not use the network while a page is tested. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of Debian without its windows. It opens a page with less than half of the CPU time of the other. */
const executablePath = '/usr/bin/chromium-headless-shell';

let browser: Browser | undefined;

/** Starts one browser for the tests of a file. */
export function useChromium(): void {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(async () => {
    await browser?.close();
    browser = undefined;
  });
}

/** How a page is opened, in addition to playwright's options. */
export interface Opening extends BrowserContextOptions {
  /** The path on the service, `/` by default. */
  readonly path?: string;
  /** Messages of the browser that are not a fault of the page, such as a refused connection. */
  readonly expected?: RegExp;
  /** Runs before the page is loaded. */
  readonly before?: (page: Page, context: BrowserContext) => Promise<void>;
}

/** Opens a page. The test fails if the page logs an error or requests anything but its own service. */
export async function open(address: string, opening: Opening = {}): Promise<Page> {
  const { path = '/', expected, before, ...given } = opening;
  if (browser === undefined) throw new Error('Call useChromium() at the top of the file');
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...given });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`)) complaints.push(`asked for ${request.url()}`);
  });
  onTestFinished(async () => {
    await context.close();
    expect(complaints.filter((text) => expected?.test(text) !== true)).toEqual([]);
  });
  await before?.(page, context);
  await page.goto(`${address}${path}`);
  if (given.javaScriptEnabled !== false) await drawn(page);
  return page;
}

/** Waits until the page shows data. */
export async function drawn(page: Page): Promise<void> {
  await page.locator('main[aria-busy="false"]').waitFor();
}

/** The texts of all elements that match a selector, with single spaces. */
export async function texts(page: Page, selector: string): Promise<string[]> {
  const found = await page.locator(selector).allInnerTexts();
  return found.map((text) => text.replace(/\s+/g, ' ').trim());
}
