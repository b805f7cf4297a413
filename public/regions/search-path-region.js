/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Place } from '../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 * @import { Arrangement } from '../data/arrangement.js'
 */

import { arrange } from '../data/arrangement.js';
import { closest, find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { drawThreads, lightUpNamesakes } from '../document/threads.js';
import { gap, lane, moreStations, noLanes, searchPathShell, station } from '../views/search-path.js';
import { Region } from './region.js';

/** The most files of a place that are shown at first; files with namesakes are always shown. */
const mostFree = 40;

/** The places as lanes, in the order of the lookup, with threads from each selected file to the files it hides. */
export class SearchPathRegion extends Region {
  #lanes;
  #map;
  #canvas;
  /** @type {Set<string>} */
  #unfolded = new Set();

  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, searchPathShell);
    this.#map = find('.map', section);
    this.#lanes = find('#lanes', section);
    const canvas = section.querySelector('svg.threads');
    if (!(canvas instanceof SVGElement)) throw new Error('The page has no canvas for threads');
    this.#canvas = canvas;
    lightUpNamesakes(this.#map);
    new ResizeObserver(() => drawThreads(canvas, this.#lanes)).observe(this.#lanes);
    section.addEventListener('click', (event) => {
      const directory = closest(event, '[data-more]')?.dataset['more'];
      if (directory === undefined) return;
      this.#unfolded.add(directory);
      this.redraw();
    });
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    super.enter(parameters);
    const path = parameters.get('shim');
    if (path === null) return;
    this.#unfolded.add(path.slice(0, path.lastIndexOf('/')) || '/');
    this.redraw();
    const stations = [...this.#lanes.querySelectorAll('.station')];
    const found = stations.find((candidate) => candidate.getAttribute('data-path') === path)?.firstElementChild;
    if (!(found instanceof HTMLElement)) return;
    found.scrollIntoView({ block: 'center' });
    found.focus({ preventScroll: true });
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    const { searchPath, host } = inventory;
    const arrangement = arrange(inventory);
    /** @type {Map<string, number>} */
    const seen = new Map();
    const made = writeBlocks(
      this.#lanes,
      searchPath.map((place, index) => {
        const count = (seen.get(place.directory) ?? 0) + 1;
        seen.set(place.directory, count);
        return { key: `${place.directory}#${count}`, markup: lane(place, searchPath[index - 1], arrangement, host) };
      }),
    );
    const changed = searchPath.map((place, index) => this.#fill(this.#lanes.children[index], place, arrangement));
    this.#map.hidden = searchPath.length === 0;
    write(find('#no-lanes', this.section), searchPath.length === 0 ? noLanes : html``);
    if (made.length > 0 || changed.some(Boolean)) drawThreads(this.#canvas, this.#lanes);
  }

  /**
   * Writes the files of a place: files with namesakes in their columns, with gaps for missing ones, then the others.
   * @param {Element | undefined} element
   * @param {Place} place
   * @param {Arrangement} arrangement
   */
  #fill(element, place, arrangement) {
    const columns = element?.querySelector('.contested');
    const others = element?.querySelector('.free');
    if (!columns || !others) return false;
    const { contested, byPlace } = arrangement;
    const here = byPlace.get(place.directory) ?? [];
    const number = place.position + 1;
    // A column stays empty in every lane that its thread crosses.
    const crossing = contested.findLastIndex(({ from, to }) => from <= number && number <= to) + 1;
    const blocks = contested.slice(0, crossing).map(({ binary }, index) => {
      const shim = here.find((candidate) => candidate.binary === binary);
      return shim ? this.#block(shim, arrangement) : { key: `gap ${index}`, markup: gap };
    });
    const free = here.filter((shim) => !contested.some(({ binary }) => binary === shim.binary));
    const shown = this.#unfolded.has(place.directory) ? free : free.slice(0, mostFree);
    const rest = free.length - shown.length;
    const more = rest > 0 ? [{ key: 'more', markup: moreStations(rest, place.directory) }] : [];
    const before = columns.children.length + others.children.length;
    const made = [
      ...writeBlocks(columns, blocks),
      ...writeBlocks(others, [...shown.map((shim) => this.#block(shim, arrangement)), ...more]),
    ];
    return made.length > 0 || before !== columns.children.length + others.children.length;
  }

  /**
   * @param {Shim} shim
   * @param {Arrangement} arrangement
   */
  #block(shim, arrangement) {
    return { key: shim.path, markup: station(shim, arrangement) };
  }
}
