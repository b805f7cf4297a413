/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { askForecast } from '../data/ask.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { forecast, noProcesses, processCard, programCard, runningShell, unusualFirst } from '../views/running.js';
import { Region } from './region.js';

/** What runs, from which file, and what a restart of containerd would do to it. */
export class RunningRegion extends Region {
  /** The newest question about the forecast. */
  #asked = 0;

  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, runningShell);
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    const { processes } = inventory;
    const cards = unusualFirst(processes).map((process) => ({
      key: String(process.pid),
      markup: processCard(process, inventory),
    }));
    const list = find('#process-list', this.section);
    writeBlocks(list, cards);
    list.hidden = cards.length === 0;
    write(find('#no-processes', this.section), cards.length === 0 ? noProcesses(inventory) : html``);
    writeBlocks(
      find('#program-list', this.section),
      inventory.programs.map((program) => ({ key: `${program.role} ${program.path}`, markup: programCard(program) })),
    );
    find('#programs', this.section).hidden = inventory.programs.length === 0;
    void this.#drawForecast();
  }

  /** The changes of the stream do not have the forecast, so it is asked for. */
  async #drawForecast() {
    this.#asked += 1;
    const question = this.#asked;
    const place = find('#forecast', this.section);
    try {
      const plan = await askForecast();
      if (question !== this.#asked) return;
      place.hidden = plan.containers.length === 0;
      write(place, forecast(plan));
    } catch {
      // The connection is lost, which the page says above; the next change asks again.
    }
  }
}
