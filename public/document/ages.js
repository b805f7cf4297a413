import { timeAgo } from '../text/clock.js';

const tickMs = 10_000;

/** @param {Element} age */
const isSelected = (age) => {
  const selection = getSelection();
  return selection?.type === 'Range' && selection.containsNode(age, true);
};

/**
 * Writes how long ago each `time` with a `.ago` was. It changes the text only, and not while the text is selected.
 * @param {Element} within
 */
export const writeAges = (within) => {
  const now = new Date();
  for (const age of within.querySelectorAll('time > .ago')) {
    const text = timeAgo(new Date(age.parentElement?.getAttribute('datetime') ?? ''), now);
    if (age.textContent !== text && !isSelected(age)) age.textContent = text;
  }
};

/**
 * Keeps the ages within an element true while it is visible.
 * @param {HTMLElement} within
 */
export const keepAges = (within) => {
  setInterval(() => {
    if (!within.hidden && !document.hidden) writeAges(within);
  }, tickMs);
};
