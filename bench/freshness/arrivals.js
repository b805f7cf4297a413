const patienceMs = 5_000;

/** Waits for a text that contains some words, and returns when it came. */
export class Arrivals {
  #waiting;

  tell(text, time) {
    if (!this.#waiting?.words.every((word) => text.includes(word))) return;
    clearTimeout(this.#waiting.timer);
    this.#waiting.resolve(time);
    this.#waiting = undefined;
  }

  /** The time of the next text with all of `words` in it, CLOCK_MONOTONIC nanoseconds. */
  next(...words) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Nothing was received about "${words.join(' ')}" in ${patienceMs} ms`)),
        patienceMs,
      );
      this.#waiting = { words, resolve, timer };
    });
  }
}
