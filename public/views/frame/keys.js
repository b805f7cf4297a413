import { html } from '../../document/html.js';

/** @type {readonly { keys: readonly string[], does: string }[]} */
const list = [
  { keys: ['/', 'Ctrl K'], does: 'Explain a name, a path or an error' },
  { keys: ['f'], does: 'Filter the list of this section' },
  { keys: ['↑', '↓'], does: 'Move from row to row' },
  { keys: ['Home', 'End'], does: 'First and last row' },
  { keys: ['Enter'], does: 'Open or close a row' },
  { keys: ['Esc'], does: 'Close the row, clear the filter' },
  { keys: ['?'], does: 'Show this list' },
];

/** The keys of the page. */
export const keyList = html`
  <div class="keys-body">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${list.map(
        ({ keys, does }) => html`
          <div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd></div>`,
      )}
    </dl>
    <button type="button" class="plain-button" autofocus>Close</button>
  </div>`;
