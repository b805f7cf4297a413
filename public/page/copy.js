import { closest } from '../document/dom.js';

const shownMs = 1600;
const failureMs = 5000;
const edge = 8;

/**
 * Copies through a selection. Browsers give no clipboard to a page that is served over plain HTTP by another machine.
 * @param {string} text
 */
const copyBySelection = (text) => {
  const field = document.createElement('textarea');
  const before = document.activeElement;
  field.value = text;
  field.className = 'unseen';
  // A text outside an open menu cannot be selected while the menu has the focus.
  (before?.closest('[popover], dialog') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
};

/** @param {string} text */
const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
};

/** The timer that hides the outcome of each button. @type {WeakMap<Element, ReturnType<typeof setTimeout>>} */
const ends = new WeakMap();

/**
 * Shows on a button whether copying worked.
 * @param {Element} button
 * @param {boolean} copied
 */
const showOutcome = (button, copied) => {
  const label = button.querySelector('.copied');
  button.classList.add('done');
  if (label instanceof HTMLElement) {
    label.textContent = copied ? 'Copied' : 'Copying is blocked: select the text';
    label.style.translate = '';
    // Next to a button at the edge of the window, it would be outside.
    const { left } = label.getBoundingClientRect();
    if (left < edge) label.style.translate = `${edge - left}px`;
  }
  clearTimeout(ends.get(button));
  ends.set(
    button,
    setTimeout(() => button.classList.remove('done'), copied ? shownMs : failureMs),
  );
};

/**
 * Makes every button with `data-copy` copy its text and confirm it.
 * @param {(text: string, kind: { isOutcome: true }) => void} announce
 */
export const bindCopyButtons = (announce) => {
  document.addEventListener('click', async (event) => {
    const button = closest(event, '[data-copy]');
    const text = button?.dataset['copy'];
    if (!button || text === undefined) return;
    const shownAt = button.closest('[popover]') ? document.querySelector('[data-menu][aria-expanded="true"]') : button;
    const copied = await copyText(text);
    announce(copied ? 'Copied' : 'The browser blocked copying. Select the text and copy it manually', {
      isOutcome: true,
    });
    if (shownAt) showOutcome(shownAt, copied);
  });
};
