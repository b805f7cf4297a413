/**
 * @import { FleetHost } from '../../src/model/fleet.ts'
 * @import { FleetChoice, FleetParts } from '../data/fleet.js'
 */

import { askFleet, fleetAddress, isLabel, readChoice, selectHosts } from '../data/fleet.js';
import { closest, find, write } from '../document/dom.js';
import { html } from '../document/html.js';
import { VirtualRows } from '../document/virtual-rows.js';
import { clockTime } from '../text/clock.js';
import {
  fleetFilters,
  fleetGlance,
  fleetNote,
  fleetReasons,
  fleetRuntimes,
  fleetShell,
  fleetVersions,
  hostRow,
  noHosts,
} from '../views/fleet.js';
import { Region } from './region.js';

const typingPauseMs = 300;
const againMs = 30_000;

/** @param {FleetChoice} choice */
const asked = ({ time }) => {
  const moment = /^[\d.]+$/.test(time) ? Number(time) * 1000 : time;
  return time === '' ? `at ${clockTime(new Date())}` : `about ${clockTime(new Date(moment))}`;
};

/** All hosts, as Prometheus knows them: asked when the region comes into sight, and again while it is looked at. */
export class FleetRegion extends Region {
  #choice = readChoice(new URLSearchParams());
  /** @type {FleetParts} */
  #parts = {};
  #problem = '';
  #asking = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #label;
  #query;
  /** @type {VirtualRows<FleetHost>} */
  #rows;

  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, fleetShell);
    this.#label = /** @type {HTMLInputElement} */ (find('#fleet-label', section));
    this.#query = /** @type {HTMLInputElement} */ (find('#fleet-query', section));
    this.#rows = new VirtualRows(find('#fleet-box', section), find('#fleet-rows', section), (host, index) =>
      hostRow(host, index, location.protocol),
    );
    this.#label.addEventListener('input', () => this.#typeLabel());
    this.#query.addEventListener('input', () => this.#choose({ query: this.#query.value }));
    find('#fleet-states', section).addEventListener('click', (event) => {
      const state = closest(event, 'button')?.dataset['state'];
      if (state !== undefined) this.#choose({ state });
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
    this.#query.value = this.#choice.query;
    // What was said of other hosts, or of another runtime, is not shown as if it were of these.
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
  leave() {
    super.leave();
    this.#asking.abort();
    clearTimeout(this.#timer);
  }

  /** @param {Partial<FleetChoice>} choice */
  #choose(choice) {
    this.#choice = { ...this.#choice, ...choice };
    history.replaceState(null, '', fleetAddress(this.#choice));
    this.redraw();
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
      write(find('#fleet-asked', this.section), html`Asked ${asked(this.#choice)}.`);
    } catch (error) {
      if (asking.signal.aborted) return;
      asking.abort();
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.redraw();
    this.#wait(againMs);
  }

  /** It has nothing to do with the inventory of this host. @override */
  redraw() {
    const { summary, runtimes, versions, hosts } = this.#parts;
    const { section } = this;
    const warnings = [...new Set([summary, runtimes, versions, hosts].flatMap((part) => part?.warnings ?? []))];
    if (hosts && hosts.hosts.length < hosts.total)
      warnings.push(`${hosts.hosts.length} of ${hosts.total} hosts are listed; narrow them by a label`);
    const note = this.#problem
      ? fleetNote('No answer about the fleet.', this.#problem)
      : warnings.length > 0 && fleetNote('This may not be all:', warnings.join('; '));
    write(find('#fleet-note', section), note || html``);
    find('#fleet-body', section).hidden = !(summary || runtimes || hosts);
    if (summary) write(find('#fleet-glance', section), fleetGlance(summary, this.#choice));
    if (runtimes) write(find('#fleet-runtimes', section), fleetRuntimes(runtimes, this.#choice));
    write(find('#fleet-versions', section), versions ? fleetVersions(versions) : html``);
    this.#drawHosts();
  }

  #drawHosts() {
    const { hosts } = this.#parts;
    const { section } = this;
    const selected = selectHosts(hosts?.hosts ?? [], this.#choice);
    const table = find('#fleet-table', section);
    if (hosts) write(find('#fleet-states', section), fleetFilters(hosts, this.#choice));
    write(find('#fleet-reasons', section), html`${fleetReasons(selected)}`);
    write(
      find('#fleet-count', section),
      html`${this.#choice.query && hosts && `${selected.length} of ${hosts.total}`}`,
    );
    write(find('#no-hosts', section), hosts && selected.length === 0 ? noHosts(hosts, this.#choice) : html``);
    table.setAttribute('aria-rowcount', String(selected.length + 1));
    find('#fleet-box', section).hidden = selected.length === 0;
    this.#rows.show(selected);
  }
}
