const pauseMs = 1000;
/** An outcome of what the reader just did is announced at once, but after the control that has the focus. */
const soonMs = 100;

/**
 * Announces texts to screen readers. Of several texts within a second, only the newest is announced; news of the host does not
 * replace what the reader asked for.
 * @param {HTMLElement} element a live region
 */
export const createAnnouncer = (element) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isAnswer = false;
  /** @param {string} text @param {{ isNews?: boolean, isOutcome?: boolean }} [kind] */
  return (text, { isNews = false, isOutcome = false } = {}) => {
    if (timer !== undefined && isAnswer && isNews) return;
    clearTimeout(timer);
    isAnswer = !isNews;
    timer = setTimeout(
      () => {
        timer = undefined;
        element.textContent = text;
      },
      isOutcome ? soonMs : pauseMs,
    );
  };
};
