/**
 * Where a thread begins or ends: in the middle of a station's dot.
 * @param {Element} station
 * @param {DOMRect} origin
 */
const dotOf = (station, origin) => {
  const box = (station.querySelector('.dot') ?? station).getBoundingClientRect();
  return { x: box.left + box.width / 2 - origin.left, y: box.top + box.height / 2 - origin.top };
};

/**
 * Draws a thread from every selected file to the files that it hides. Positions come from the laid-out page, so the
 * threads are drawn again whenever the lanes change their size.
 * @param {SVGElement} canvas is below the lanes
 * @param {HTMLElement} lanes
 */
export const drawThreads = (canvas, lanes) => {
  const origin = canvas.getBoundingClientRect();
  if (origin.width === 0) return;
  const stations = new Map(
    [...lanes.querySelectorAll('.station')].map((station) => [station.getAttribute('data-path'), station]),
  );
  const threads = [...lanes.querySelectorAll('.station[data-winner]')].flatMap((loser) => {
    const winner = stations.get(loser.getAttribute('data-winner'));
    if (!winner) return [];
    const from = dotOf(winner, origin);
    const to = dotOf(loser, origin);
    const bend = (to.y - from.y) / 2;
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', `M${from.x} ${from.y}C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`);
    path.setAttribute('data-binary', loser.getAttribute('data-binary') ?? '');
    path.setAttribute('data-straight', String(Math.abs(to.x - from.x) < 1));
    return [path];
  });
  canvas.replaceChildren(...threads);
};

/**
 * Highlights all files of one name, and their threads, while one of them has the pointer or the focus.
 * @param {HTMLElement} map
 */
export const lightUpNamesakes = (map) => {
  /** @param {Event} event */
  const show = (event) => {
    const leaving = event.type === 'pointerleave' || event.type === 'focusout';
    const station = !leaving && event.target instanceof Element ? event.target.closest('.station') : null;
    const binary = station?.getAttribute('data-binary');
    for (const element of map.querySelectorAll('[data-binary]')) {
      element.classList.toggle('lit', typeof binary === 'string' && element.getAttribute('data-binary') === binary);
    }
    map.classList.toggle('lighting', typeof binary === 'string' && map.querySelectorAll('path.lit').length > 0);
  };
  for (const type of ['pointerover', 'focusin', 'pointerleave', 'focusout']) map.addEventListener(type, show);
};
