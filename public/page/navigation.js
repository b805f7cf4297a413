/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Region } from '../regions/region.js'
 * @import { Regions } from '../regions/regions.js'
 */

import { closest, find, write } from '../document/dom.js';
import { html } from '../document/html.js';
import { pageTitle, sectionHeading, trouble } from '../views/frame/frame.js';
import { closePopovers } from './popovers.js';
import { parseHash, subjectOf, titles } from './router.js';
import { VisitedViews } from './visited-views.js';

const sections = find('#sections');

/** @param {string} route */
const markTab = (route) => {
  for (const link of sections.querySelectorAll('a')) {
    if (link.dataset['route'] === route) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.body.dataset['route'] = route;
};

/** Leads from section to section: the tab, the title, the scroll position and the focus follow the address. */
export class Navigation {
  #regions;
  #visited = new VisitedViews();
  /** @type {Inventory | undefined} */
  #inventory;
  /** @type {string | undefined} */
  #route;
  /** The section, and for a shim also which one: each has a beginning of its own. @type {string | undefined} */
  #view;
  /** The section that is open. @type {Region | undefined} */
  #region;
  #failures = 0;

  /** @param {Regions} regions */
  constructor(regions) {
    this.#regions = regions;
    addEventListener('hashchange', () => void this.go());
    addEventListener('addresschange', () => this.#showRemark());
    find('#trouble').addEventListener('click', (event) => closest(event, 'button') && this.#retry());
    // The pointer is there some 100 ms before the click, so that a section is often loaded when it is opened.
    for (const type of ['pointerover', 'focusin']) sections.addEventListener(type, (event) => this.#foresee(event));
  }

  /** @param {Inventory} inventory */
  show(inventory) {
    this.#inventory = inventory;
    this.#showTitle();
    this.#showRemark();
  }

  /** Says what of the address is not there, instead of what the section shows. */
  #showRemark() {
    const { route, parameters, unknown } = parseHash(location.hash);
    const missing = this.#inventory && this.#region?.missing(parameters, this.#inventory);
    const text = unknown === undefined ? missing : `Unknown section "${unknown}". This is ${titles[route]}.`;
    write(find('#remark'), html`${text}`);
    find('#remark').hidden = !text;
  }

  #showTitle() {
    if (!this.#inventory) return;
    const { route, parameters } = parseHash(location.hash);
    const subject = subjectOf(parameters);
    document.title = pageTitle(this.#inventory, titles[route], subject);
    const section = route === 'shim' ? `${titles[route]} ${subject}`.trim() : titles[route];
    write(find('#heading'), sectionHeading(this.#inventory.host, section));
  }

  /** Shows the section of the address. The section before stays visible until the new one can be drawn. */
  async go() {
    if (!this.#inventory) return;
    const { route, parameters } = parseHash(location.hash);
    const left = this.#visited.arrive();
    const { activeElement } = document;
    const view = route === 'shim' ? location.hash : route;
    const isNew = this.#view !== undefined && this.#view !== view;
    const isAgain = !find('#trouble').hidden;
    if (isNew) this.#failures = 0;
    this.#route = route;
    this.#view = view;
    closePopovers();
    markTab(route);
    this.#showTitle();
    const region = await this.#regions.reach(route).catch(() => this.#fail(route));
    if (!region || this.#route !== route) return;
    for (const id of ['#trouble', '#waiting']) find(id).hidden = true;
    this.#regions.hideOthers(route);
    if (isNew || isAgain) this.#begin(activeElement);
    region.onTrouble = () => this.#fail(route);
    region.enter(parameters);
    this.#region = region;
    this.#showRemark();
    delete document.documentElement.dataset['begins'];
    await region.complete().catch(() => region.fail());
    if (left && this.#view === view) this.#visited.restore(left);
  }

  /**
   * A new section begins at its top, and its heading is announced, unless the reader has moved on while it was loaded.
   * @param {Element | null} before what had the focus when the address changed
   */
  #begin(before) {
    scrollTo({ top: 0, behavior: 'instant' });
    const { activeElement } = document;
    // The address may change a moment after the reader has begun to type the next name.
    if (activeElement?.id === 'ask-name') return;
    if ([before, document.body].includes(activeElement)) find('#heading').focus({ preventScroll: true });
  }

  /** @param {keyof typeof titles} route */
  #fail(route) {
    if (this.#route !== route) return;
    this.#failures += 1;
    this.#regions.hideOthers(route);
    find('#waiting').hidden = true;
    write(find('#trouble'), trouble(titles[route]));
    find('#trouble').hidden = false;
    find('#trouble button').focus();
  }

  /**
   * The connection is back: loads the section that could not be loaded. If that fails again, the service may have a newer
   * page.
   */
  async recover() {
    if (find('#trouble').hidden) return;
    await this.go();
    if (!find('#trouble').hidden) location.reload();
  }

  /** Some browsers remember a module that failed to load, so the second attempt loads the page again. */
  #retry() {
    if (this.#failures > 1) location.reload();
    else void this.go();
  }

  /** @param {Event} event */
  #foresee(event) {
    const address = closest(event, 'a')?.getAttribute('href');
    if (address) this.#regions.reach(parseHash(address).route).catch(() => undefined);
  }
}
