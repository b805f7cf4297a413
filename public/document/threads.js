/**
 * Where a thread begins or ends: in the middle of a station's dot.
 * @param {Element} station
 * @param {DOMRect} origin
 */
const dotOf = (station, origin) => {
  const box = (station.querySelector('.dot') ?? station).getBoundingClientRect();
  return { x: box.left + box.width / 2 - origin.left, y: box.top + box.height / 2 - origin.top };
};

/** @typedef {{ x: number, y: number }} Point */

/**
 * Whether a thread would pass behind something that it does not belong to.
 * @param {Point} from
 * @param {Point} to
 * @param {readonly DOMRect[]} others
 * @param {DOMRect} origin
 */
const isBlocked = (from, to, others, origin) =>
  others.some(
    ({ left, right, top, bottom }) =>
      left - origin.left < from.x &&
      from.x < right - origin.left &&
      Math.min(from.y, to.y) < bottom - origin.top &&
      top - origin.top < Math.max(from.y, to.y),
  );

/** The files of each name that is in more than one place, from top to bottom. @param {HTMLElement} lanes */
const namesakesIn = (lanes) => {
  /** @type {Map<string, Element[]>} */
  const found = new Map();
  for (const station of lanes.querySelectorAll('.station')) {
    const binary = station.getAttribute('data-binary') ?? '';
    found.set(binary, [...(found.get(binary) ?? []), station]);
  }
  return [...found].filter(([, stations]) => stations.some((station) => station.hasAttribute('data-winner')));
};

/** @param {Point} from @param {Point} to */
const curve = (from, to) => {
  const bend = (to.y - from.y) / 2;
  return `M${from.x} ${from.y}C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`;
};

/**
 * The threads through the files of each name that is in more than one place. A thread is always visible if its files
 * have a column and it meets nothing else on its way; the others are shown while one of their files is highlighted:
 * while it has the pointer or the focus.
 */
export class Threads {
  #map;
  #canvas;
  #lanes;
  /** @type {string | null} the name whose files are highlighted */
  #highlighted = null;

  /**
   * @param {HTMLElement} map holds the other two
   * @param {SVGElement} canvas is below the lanes
   * @param {HTMLElement} lanes
   */
  constructor(map, canvas, lanes) {
    this.#map = map;
    this.#canvas = canvas;
    this.#lanes = lanes;
    /** @param {Event} event */
    const follow = ({ type, target }) => {
      const isLeaving = type === 'pointerleave' || type === 'focusout';
      const station = !isLeaving && target instanceof Element ? target.closest('.station') : null;
      this.#highlighted = station?.getAttribute('data-binary') ?? null;
      this.#highlight();
    };
    for (const type of ['pointerover', 'focusin', 'pointerleave', 'focusout']) map.addEventListener(type, follow);
    // Positions come from the laid-out page.
    new ResizeObserver(() => this.draw()).observe(lanes);
  }

  /** Draws all threads again. What was highlighted stays so. */
  draw() {
    const origin = this.#canvas.getBoundingClientRect();
    if (origin.width === 0) return;
    const boxes = [...this.#lanes.querySelectorAll('.station, .more, [data-many="true"] .where')].map((element) => ({
      binary: element.getAttribute('data-binary'),
      box: element.getBoundingClientRect(),
    }));
    const threads = namesakesIn(this.#lanes).flatMap(([binary, stations]) => {
      const isColumn = stations.every((station) => station.getAttribute('data-width') === 'fixed');
      const others = isColumn ? boxes.filter((each) => each.binary !== binary).map(({ box }) => box) : [];
      return stations.slice(1).map((station, index) => {
        const [from, to] = [dotOf(stations[index] ?? station, origin), dotOf(station, origin)];
        const isClear = isColumn && Math.abs(to.x - from.x) < 1 && !isBlocked(from, to, others, origin);
        const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
        path.setAttribute('d', curve(from, to));
        path.setAttribute('data-binary', binary);
        path.setAttribute('data-clear', String(isClear));
        return path;
      });
    });
    this.#canvas.replaceChildren(...threads);
    this.#highlight();
  }

  #highlight() {
    const binary = this.#highlighted;
    for (const element of this.#map.querySelectorAll('[data-binary]')) {
      element.classList.toggle('lit', binary !== null && element.getAttribute('data-binary') === binary);
    }
    this.#map.classList.toggle('lighting', this.#canvas.querySelector('path.lit') !== null);
  }
}
