/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Place } from '../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 * @import { Arrangement } from '../data/arrangement.js'
 */

import { arrange, freeFiles, selectFiles } from '../data/arrangement.js';
import { find, keepingFocus, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { Threads } from '../document/threads.js';
import { gap, lane, laneData, laneGroup, laneHead, moreStations, noLanes, station } from '../views/search-path.js';
import { fileCount, noFiles, searchPathShell } from '../views/search-path-shell.js';
import { FilteredRegion } from './filtered-region.js';

/** The places as lanes, in the order of the lookup, with threads from each selected file to the files it hides. */
export class SearchPathRegion extends FilteredRegion {
  #lanes;
  #map;
  #threads;

  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, searchPathShell, { route: 'search-path', filter: '#path-filter' });
    this.#map = find('.map', section);
    this.#lanes = find('#lanes', section);
    const canvas = section.querySelector('svg.threads');
    if (!(canvas instanceof SVGElement)) throw new Error('The page has no canvas for threads');
    this.#threads = new Threads(this.#map, canvas, this.#lanes);
    this.filter.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.clear();
    });
  }

  /**
   * Shows all files of a place. The focus moves to the first one that was not shown before.
   * @override
   * @param {HTMLElement} button
   */
  unfold(button) {
    const last = button.parentElement?.previousElementSibling;
    this.unfolded.add(button.dataset['more'] ?? '');
    this.redraw();
    const next = last?.nextElementSibling?.firstElementChild;
    if (!(next instanceof HTMLElement)) return;
    next.tabIndex = 0;
    next.focus();
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    super.enter(parameters);
    const path = parameters.get('shim');
    if (path === null) return;
    this.unfolded.add(path.slice(0, path.lastIndexOf('/')) || '/');
    this.redraw();
    const stations = [...this.#lanes.querySelectorAll('.station')];
    const found = stations.find((candidate) => candidate.getAttribute('data-path') === path)?.firstElementChild;
    if (!(found instanceof HTMLElement)) return;
    found.scrollIntoView({ block: 'center' });
    found.focus({ preventScroll: true });
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   * @param {Inventory} inventory
   */
  missing(parameters, { shims }) {
    const path = parameters.get('shim');
    return path === null || shims.some((shim) => shim.path === path)
      ? undefined
      : `"${path}" is not a shim on the search path.`;
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    const shims = selectFiles(inventory.shims, this.filter.value);
    // A file may move from one list to another.
    keepingFocus(() => this.#drawLanes(inventory, shims));
    write(find('#path-filtered', this.section), fileCount(shims.length, inventory.shims.length, this.filter.value));
    this.#showNothing(inventory.searchPath.length === 0, shims.length === 0 && inventory.shims.length > 0);
    this.#threads.draw();
  }

  /**
   * @param {Inventory} inventory
   * @param {readonly Shim[]} shims the files that are shown
   */
  #drawLanes(inventory, shims) {
    const { searchPath, host } = inventory;
    const all = arrange(inventory);
    const shown = shims === inventory.shims ? all : arrange({ ...inventory, shims });
    /** @type {Map<string, number>} */
    const seen = new Map();
    const lanes = searchPath.map(({ directory }) => {
      const count = (seen.get(directory) ?? 0) + 1;
      seen.set(directory, count);
      return { key: `${directory}#${count}`, markup: lane(directory) };
    });
    writeBlocks(this.#lanes, lanes);
    for (const [index, place] of searchPath.entries()) {
      const element = this.#lanes.children[index];
      if (!(element instanceof HTMLElement)) continue;
      const before = searchPath[index - 1];
      Object.assign(element.dataset, laneData(place, before, all));
      write(find('.above', element), laneGroup(place, before, host));
      write(find('.lane-head', element), laneHead(place, all));
      this.#fill(element, place, shown);
    }
  }

  /**
   * @param {boolean} hasNoPlace
   * @param {boolean} hasNoMatch the filter leaves no file
   */
  #showNothing(hasNoPlace, hasNoMatch) {
    this.#map.hidden = hasNoPlace || hasNoMatch;
    const note = hasNoPlace ? noLanes : hasNoMatch ? noFiles(this.filter.value) : html``;
    write(find('#no-lanes', this.section), note);
  }

  /**
   * Writes the files of a place: files with namesakes in their columns, with gaps for missing ones, then the others.
   * @param {HTMLElement} element
   * @param {Place} place
   * @param {Arrangement} arrangement
   */
  #fill(element, place, arrangement) {
    const { contested, byPlace } = arrangement;
    const { directory, position, state } = place;
    const here = state === 'duplicate' ? [] : (byPlace.get(directory) ?? []);
    const number = position + 1;
    // A column stays empty in every lane that its thread crosses.
    const crossing = contested.findLastIndex(({ from, to }) => from <= number && number <= to) + 1;
    const blocks = contested.slice(0, here.length > 0 ? crossing : 0).map(({ binary }, index) => {
      const shim = here.find((candidate) => candidate.binary === binary);
      return shim ? this.#block(shim, arrangement) : { key: `gap ${index}`, markup: gap };
    });
    const { shown, rest } = freeFiles(here, arrangement, this.unfolded.has(directory));
    const more = rest > 0 ? [{ key: 'more', markup: moreStations(rest, directory) }] : [];
    writeBlocks(find('.contested', element), blocks);
    writeBlocks(find('.free', element), [...shown.map((shim) => this.#block(shim, arrangement)), ...more]);
  }

  /**
   * @param {Shim} shim
   * @param {Arrangement} arrangement
   */
  #block(shim, arrangement) {
    return { key: shim.path, markup: station(shim, arrangement) };
  }
}
