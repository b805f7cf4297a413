import { giveFocus } from '../document/dom.js';

/**
 * What is restored when the reader goes back to a view.
 * @typedef {{ top: number, focus: string | undefined }} Left
 */

const storageKey = 'left';

/** Keeps how a view was left for the time in which the page is loaded again. @param {Left & { view: string }} left */
const keep = (left) => {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(left));
  } catch {
    // Storage may be forbidden.
  }
};

/** @param {string} view @returns {Left | undefined} */
const kept = (view) => {
  try {
    const left = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
    return left.view === view ? left : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Remembers how far each view of the history was scrolled, and which control had the focus. The browser cannot: the
 * next view is drawn after it has restored the scroll position.
 */
export class VisitedViews {
  /** @type {Map<string, Left>} */
  #left = new Map();
  #current = '';
  #count = 0;

  constructor() {
    history.scrollRestoration = 'manual';
    // Later, the lost connection is shown, which moves the page.
    addEventListener('beforeunload', () => keep({ view: this.#current, ...this.#now() }));
  }

  /** @returns {Left} */
  #now() {
    return { top: scrollY, focus: document.activeElement?.getAttribute('data-focus') ?? undefined };
  }

  /**
   * Remembers the view that is left. Call this when the address has changed and the page has not.
   * @returns {Left | undefined} how the view of the new address was left; undefined if it is new
   */
  arrive() {
    const { view } = history.state ?? {};
    if (this.#current !== '') this.#left.set(this.#current, this.#now());
    this.#count += 1;
    this.#current = view ?? `${performance.timeOrigin}.${this.#count}`;
    if (view === undefined) history.replaceState({ view: this.#current }, '');
    return this.#left.get(this.#current) ?? kept(this.#current);
  }

  /**
   * Scrolls to where a view was left, and gives its control the focus again.
   * @param {Left} left
   */
  restore({ top, focus }) {
    scrollTo({ top, behavior: 'instant' });
    if (focus) giveFocus(focus);
  }
}
