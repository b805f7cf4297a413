/**
 * @import { FleetChoice, FleetParts } from '../data/fleet.js'
 * @import { Html } from '../document/html.js'
 */

import { askFleet, fleetAddress, isLabel, readChoice } from '../data/fleet.js';
import { closest, find, write } from '../document/dom.js';
import { html } from '../document/html.js';
import { setAddress } from '../page/router.js';
import { fleetAsked, fleetGlance, fleetNote } from '../views/fleet/glance.js';
import { fleetRuntimes, fleetVersions, mostRuntimes } from '../views/fleet/shares.js';
import { fleetShell } from '../views/fleet/shell.js';
import { Region } from './region.js';

const typingPauseMs = 300;
const againMs = 30_000;

/** All hosts, from Prometheus: requested when the region becomes visible, and again every 30 s while it is. */
export class FleetRegion extends Region {
  #choice = readChoice(new URLSearchParams());
  /** @type {FleetParts} */
  #parts = {};
  #problem = '';
  #isUnfolded = false;
  #asking = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #label;
  #find;
  /** Is loaded once the rest is drawn. @type {import('./fleet-hosts.js').FleetHostList | undefined} */
  #hosts;

  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, fleetShell);
    this.#label = /** @type {HTMLInputElement} */ (find('#fleet-label', section));
    this.#find = /** @type {HTMLInputElement} */ (find('#fleet-find', section));
    this.#label.addEventListener('input', () => this.#typeLabel());
    this.#find.addEventListener('input', () => this.#choose({ find: this.#find.value }));
    find('#fleet-runtimes', section).addEventListener('click', (event) => {
      if (closest(event, '[data-unfold]')) this.#unfold();
    });
    document.addEventListener('visibilitychange', () => this.#wait(0));
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    const { runtime, label, time } = this.#choice;
    this.#choice = readChoice(parameters);
    this.#label.value = this.#choice.label;
    this.#find.value = this.#choice.find;
    // Data about other hosts or another runtime must not be shown as if it were about the chosen ones.
    if (label !== this.#choice.label || time !== this.#choice.time) this.#parts = {};
    else if (runtime !== this.#choice.runtime) {
      const { versions: _versions, hosts: _hosts, ...rest } = this.#parts;
      this.#parts = rest;
    }
    super.enter(parameters);
    this.redraw();
    void this.#ask();
  }

  /** @override */
  async complete() {
    if (this.#hosts) return;
    const { FleetHostList } = await import('./fleet-hosts.js');
    this.#hosts ??= new FleetHostList(this.section, (choice) => this.#choose(choice));
    this.redraw();
  }

  /** @override */
  leave() {
    super.leave();
    this.#asking.abort();
    clearTimeout(this.#timer);
  }

  /** @param {Partial<FleetChoice>} choice */
  #choose(choice) {
    this.#choice = { ...this.#choice, ...choice };
    setAddress(fleetAddress(this.#choice));
    this.redraw();
  }

  /** Shows all runtimes. The focus moves to the first one that was not listed before. */
  #unfold() {
    const list = find('#fleet-runtimes', this.section);
    const before = list.querySelectorAll('a.share').length;
    this.#isUnfolded = true;
    this.redraw();
    const next = list.querySelectorAll('a.share')[before];
    if (next instanceof HTMLElement) next.focus();
  }

  #typeLabel() {
    const label = this.#label.value.trim();
    const fits = isLabel(label);
    this.#label.setAttribute('aria-invalid', String(!fits));
    clearTimeout(this.#timer);
    if (!fits) return;
    this.#timer = setTimeout(() => {
      this.#choose({ label });
      void this.#ask();
    }, typingPauseMs);
  }

  /** @param {number} pauseMs */
  #wait(pauseMs) {
    clearTimeout(this.#timer);
    if (this.section.hidden || document.hidden) return;
    this.#timer = setTimeout(() => void this.#ask(), pauseMs);
  }

  async #ask() {
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      await askFleet(this.#choice, asking.signal, (part) => {
        this.#parts = { ...this.#parts, ...part };
        this.redraw();
      });
      this.#problem = '';
      write(find('#fleet-asked', this.section), fleetAsked(this.#choice));
    } catch (error) {
      if (asking.signal.aborted) return;
      asking.abort();
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.redraw();
    this.#wait(againMs);
  }

  /** Does not need the inventory of this host. @override */
  redraw() {
    const { summary, runtimes, versions, hosts } = this.#parts;
    this.#write('#fleet-note', fleetNote(this.#parts, this.#problem));
    find('#fleet-body', this.section).hidden = !(summary || runtimes || hosts);
    if (summary) this.#write('#fleet-glance', fleetGlance(summary, this.#choice));
    if (runtimes) this.#write('#fleet-runtimes', fleetRuntimes(runtimes, this.#choice, this.#isUnfolded));
    const isShort = (runtimes?.runtimes.length ?? 0) <= mostRuntimes && this.#choice.find === '';
    find('#fleet-find-box', this.section).hidden = isShort;
    this.#write('#fleet-versions', versions ? fleetVersions(versions, this.#choice) : html``);
    this.#hosts?.draw(hosts, this.#choice);
  }

  /**
   * @param {string} selector
   * @param {Html} markup
   */
  #write(selector, markup) {
    write(find(selector, this.section), markup);
  }
}
