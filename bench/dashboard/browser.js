import { chromium } from 'playwright-core';

const launch = {
  executablePath: '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
};

/** Runs `work` with Debian's Chromium, and ends it whatever happens. */
export async function withBrowser(work) {
  const browser = await chromium.launch(launch);
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** Goes to an address; gives the milliseconds from there to the paint of the first frame that holds each selector. */
export async function visit(page, address, selectors) {
  await page.addInitScript(notePaints, selectors);
  await page.goto(address);
  const painted = await page.waitForFunction(() => globalThis.painted);
  return painted.jsonValue();
}

/** Runs in the page again at each visit: a later list of selectors takes the place of an earlier one. */
function notePaints(selectors) {
  globalThis.watching?.disconnect();
  const times = selectors.map(() => undefined);
  const note = (index) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      times[index] = performance.now();
      if (!times.includes(undefined)) globalThis.painted = times;
    };
    channel.port2.postMessage(undefined);
  };
  const waiting = new Set(selectors.keys());
  const watching = new MutationObserver(() => {
    for (const index of waiting) {
      if (document.querySelector(selectors[index]) === null) continue;
      waiting.delete(index);
      requestAnimationFrame(() => note(index));
    }
    if (waiting.size === 0) watching.disconnect();
  });
  globalThis.watching = watching;
  watching.observe(document, { subtree: true, attributes: true, childList: true });
}
