/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ChangeHistory } from '../data/change-history.js'
 * @import { Appearance } from '../views/findings/card.js'
 * @import { FindingsChoice } from '../views/findings/findings.js'
 */

import { groupsOf, keyOf } from '../data/finding-groups.js';
import { Meanings } from '../data/meanings.js';
import { severities } from '../data/severity.js';
import { closest, find, giveFocus, write, writeBlocks } from '../document/dom.js';
import { html } from '../document/html.js';
import { addressOf, setAddress } from '../page/router.js';
import { findingCard } from '../views/findings/card.js';
import { findingKinds, findingsChips, findingsShell, isChosen, noFindings } from '../views/findings/findings.js';
import { sources } from '../views/findings/sources.js';
import { Region } from './region.js';

/** The findings with their fixes, and the sources of the data. */
export class FindingsRegion extends Region {
  #history;
  #meanings = new Meanings();
  /** @type {FindingsChoice} */
  #choice = { severity: undefined, kind: undefined };
  /** @type {Inventory['findings']} */
  #findings = [];

  /**
   * @param {HTMLElement} section
   * @param {ChangeHistory} history
   */
  constructor(section, history) {
    super(section, findingsShell);
    this.#history = history;
    section.addEventListener('click', (event) => {
      const { code, subject } = closest(event, '.disclose')?.dataset ?? {};
      if (code !== undefined && subject !== undefined) void this.#toggleMeaning({ code, subject });
      const { severity, kind } = closest(event, '.chip')?.dataset ?? {};
      if (severity === '') this.#choose({ severity: undefined, kind: undefined });
      else if (severity !== undefined)
        this.#choose({ ...this.#choice, severity: toggled(severities, severity, this.#choice.severity) });
      else if (kind !== undefined)
        this.#choose({ ...this.#choice, kind: toggled(findingKinds, kind, this.#choice.kind) });
    });
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   */
  enter(parameters) {
    this.#choice = {
      severity: severities.find((each) => each === parameters.get('severity')),
      kind: findingKinds.find((each) => each === parameters.get('kind')),
    };
    this.invalidate();
    super.enter(parameters);
    const code = parameters.get('code');
    const subject = parameters.get('subject') ?? this.#findings.find((each) => each.code === code)?.subject;
    if (code === null || subject === undefined) return;
    giveFocus(`finding ${keyOf({ code, subject })}`);
    if (!this.section.contains(document.activeElement)) return;
    document.activeElement?.scrollIntoView({ block: 'center' });
    // On a phone, the text would be between the problem and what to do.
    if (matchMedia('(max-width: 700px)').matches) return;
    void this.#meanings.open({ code, subject }).then(() => this.invalidate());
  }

  /**
   * @override
   * @param {URLSearchParams} parameters
   * @param {Inventory} inventory
   */
  missing(parameters, { findings }) {
    const [severity, kind] = ['severity', 'kind'].map((name) => parameters.get(name));
    if (severity && !severities.some((each) => each === severity)) return `Unknown severity "${severity}".`;
    if (kind && !findingKinds.some((each) => each === kind)) return `Unknown kind of findings "${kind}".`;
    const [code, subject] = ['code', 'subject'].map((name) => parameters.get(name));
    const isThere = findings.some((finding) => finding.code === code && (!subject || finding.subject === subject));
    if (!code || isThere) return;
    return `${code}${subject ? ` about ${subject}` : ''} is not reported now. It may be fixed.`;
  }

  /**
   * @override
   * @param {Inventory} inventory
   */
  draw(inventory) {
    void this.#history.load().then((more) => more && this.invalidate());
    this.#findings = inventory.findings;
    const appearances = this.#appearances();
    const chosen = inventory.findings.filter((finding) => isChosen(finding, this.#choice));
    const cards = groupsOf(chosen).map((group) => ({
      key: group.key,
      markup: findingCard(group, inventory, appearances, (finding) => this.#meanings.of(finding)),
    }));
    const list = find('#finding-list', this.section);
    writeBlocks(list, cards);
    list.hidden = cards.length === 0;
    write(find('#findings-chips', this.section), findingsChips(inventory.findings, this.#choice));
    write(find('#no-findings', this.section), cards.length === 0 ? noFindings(inventory) : html``);
    write(find('#source-list', this.section), sources(inventory));
  }

  /** @param {{ code: string, subject: string }} finding */
  async #toggleMeaning(finding) {
    await this.#meanings.toggle(finding);
    this.invalidate();
  }

  /** @param {FindingsChoice} choice */
  #choose(choice) {
    this.#choice = choice;
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(choice)) if (value !== undefined) parameters.set(name, value);
    setAddress(addressOf('findings', parameters));
    this.redraw();
  }

  /** When each finding appeared since the service started. */
  #appearances() {
    /** @type {Map<string, Appearance>} */
    const found = new Map();
    for (const moment of this.#history.moments.toReversed()) {
      const isNew = !this.#history.isOld(moment);
      for (const { kind, action, key } of moment.changes) {
        if (kind === 'finding' && action === 'create') found.set(key, { time: moment.time, isNew });
      }
    }
    return found;
  }
}

/**
 * The value that was clicked; undefined if it was chosen already.
 * @template {string} T
 * @param {readonly T[]} all
 * @param {string} clicked
 * @param {T | undefined} chosen
 */
const toggled = (all, clicked, chosen) => (clicked === chosen ? undefined : all.find((each) => each === clicked));
