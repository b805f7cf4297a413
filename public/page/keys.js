import { find } from '../document/dom.js';

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLElement && target.matches('input, textarea, select');

const showKeys = async () => (await import('./keys-dialog.js')).showKeys();

/** @param {string} selector */
const focusField = (selector) => {
  const field = document.querySelector(selector);
  if (!(field instanceof HTMLInputElement) || field.closest('[hidden]')) return false;
  field.focus();
  field.select();
  return true;
};

/** The field of Explain, or the one of the header in the other sections. */
const focusAsk = () => focusField('#explain:not([hidden]) #name') || focusField('#ask-name');

/** @param {KeyboardEvent} event */
const actionOf = ({ key, ctrlKey, metaKey, altKey, target }) => {
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') return focusAsk;
  if (ctrlKey || metaKey || altKey || isTyping(target)) return undefined;
  if (key === '/') return focusAsk;
  if (key === 'f') return () => focusField('.region:not([hidden]) input[type="search"]');
  if (key !== '?') return undefined;
  return () => {
    showKeys().catch(() => undefined);
    return true;
  };
};

/** The keys that work in every section; `keys-dialog.js` lists them. */
export const bindKeys = () => {
  document.addEventListener('keydown', (event) => {
    if (!event.defaultPrevented && actionOf(event)?.()) event.preventDefault();
  });
  find('#show-keys').addEventListener('click', () => showKeys().catch(() => undefined));
};
