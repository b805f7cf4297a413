/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { fileGroups } from '../data/running.js';
import { find, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { bindFilterKeys } from '../document/list-keys.js';
import { forecast, programCard, runningCount, runningShell } from '../views/running.js';
import { fileCard, noneRuns, noProcesses } from '../views/running-files.js';
import { FilteredRegion } from './filtered-region.js';

/** Fewer containers need no filter. */
const filteredFrom = 8;

/** @param {Inventory} inventory */
const countAll = ({ processes }) => processes.flatMap(({ containers }) => containers).length;

/** What runs, by the file that runs it, and what a restart of containerd would do to it. */
export class RunningRegion extends FilteredRegion {
  /** @param {HTMLElement} section */
  constructor(section) {
    super(section, runningShell, { route: 'running', filter: '#running-filter' });
    const first = () => find('#process-list', section).querySelector('a');
    bindFilterKeys(
      this.filter,
      () => this.clear(),
      () => first()?.focus(),
    );
  }

  /**
   * Shows all containers of a file. The focus moves to the file.
   * @override
   * @param {HTMLElement} button
   */
  unfold(button) {
    const key = button.dataset['more'] ?? '';
    this.unfolded.add(key);
    this.redraw();
    const card = [...find('#process-list', this.section).children].find(
      (each) => each.getAttribute('data-key') === key,
    );
    card?.querySelector('a')?.focus();
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    const { processes, plan, programs } = inventory;
    const query = this.filter.value;
    const groups = fileGroups(processes, plan, query);
    const list = find('#process-list', this.section);
    writeBlocks(
      list,
      groups.map((group) => ({ key: group.key, markup: fileCard(group, inventory, this.unfolded.has(group.key)) })),
    );
    list.hidden = groups.length === 0;
    const all = countAll(inventory);
    const shown = groups.flatMap(({ containers }) => containers).length;
    write(find('#running-filtered', this.section), runningCount(shown, all, query));
    find('.filter', this.section).hidden = all < filteredFrom && query === '';
    const none = processes.length === 0 ? noProcesses(inventory) : noneRuns(query);
    write(find('#no-processes', this.section), groups.length === 0 ? none : html``);
    find('#forecast', this.section).hidden = plan.containers.length === 0;
    write(find('#forecast', this.section), forecast(plan));
    writeBlocks(
      find('#program-list', this.section),
      programs.map((program) => ({ key: `${program.role} ${program.path}`, markup: programCard(program) })),
    );
    find('#programs', this.section).hidden = programs.length === 0;
  }
}
