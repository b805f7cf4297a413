const pauseMs = 1000;

/**
 * Says things to screen readers: what comes within a second of the last is said once, and only the newest of it.
 * @param {HTMLElement} element a live region
 */
export const createAnnouncer = (element) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @param {string} text */
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      element.textContent = text;
    }, pauseMs);
  };
};
