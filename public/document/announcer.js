const pauseMs = 1000;

/**
 * Announces texts to screen readers. Of several texts within a second, only the newest is announced.
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
