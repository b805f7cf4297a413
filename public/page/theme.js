import { write } from '../document/dom.js';
import { html } from '../document/html.js';

const order = /** @type {const} */ (['system', 'light', 'dark']);

const rays =
  'M10 1.8v2.4M10 15.8v2.4M1.8 10h2.4M15.8 10h2.4M4.2 4.2l1.7 1.7M14.1 14.1l1.7 1.7M4.2 15.8l1.7-1.7M14.1 5.9l1.7-1.7';

const icons = {
  system: html`
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M10 3a7 7 0 1 0 0 14z" fill="currentColor"/>
      <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6"/>
    </svg>`,
  light: html`
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="3.6" fill="currentColor"/>
      <path d="${rays}" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>
    </svg>`,
  dark: html`
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M16.5 12.4A7 7 0 0 1 7.6 3.5a7 7 0 1 0 8.9 8.9z" fill="currentColor"/>
    </svg>`,
};

const chosen = () => {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

/** @param {typeof order[number]} theme */
const choose = (theme) => {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
};

/**
 * Makes a button switch between system, light and dark.
 * @param {HTMLElement} button
 */
export const bindThemeSwitch = (button) => {
  const show = () => {
    write(button, icons[chosen()]);
    button.setAttribute('aria-label', `Colour theme: ${chosen()}`);
    button.title = `Colour theme: ${chosen()}`;
  };
  button.addEventListener('click', () => {
    choose(order[(order.indexOf(chosen()) + 1) % order.length] ?? 'system');
    show();
  });
  show();
};
