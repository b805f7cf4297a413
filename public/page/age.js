const tickMs = 1000;

/** @type {ReturnType<typeof setInterval> | undefined} */
let timer;

/** @param {number} seconds */
const inWords = (seconds) => (seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`);

/**
 * Shows how old the data is, and counts on; empty without a moment.
 * @param {HTMLElement} element
 * @param {Date | undefined} at when the data was last known to be current
 */
export const showAge = (element, at) => {
  clearInterval(timer);
  const show = () => {
    element.textContent = at ? inWords(Math.max(0, Math.floor((Date.now() - at.getTime()) / 1000))) : '';
  };
  show();
  if (at) timer = setInterval(show, tickMs);
};
