import { html } from '../../document/html.js';
import { namesShell } from './names.js';

/** The cards below the conclusion, without their facts. */
export const cardsShell = html`
  <div class="shim-column">
    <section class="shim-card" aria-labelledby="shim-names-title">
      <h3 id="shim-names-title">Names by client</h3>
      ${namesShell}
    </section>
    <section class="shim-card" aria-labelledby="shim-running-title">
      <h3 id="shim-running-title">Running</h3>
      <ul id="shim-processes" class="shim-processes"></ul>
      <div id="nothing-runs"></div>
    </section>
  </div>
  <section class="shim-card" aria-labelledby="shim-identity-title">
    <h3 id="shim-identity-title">Identity</h3>
    <dl id="shim-identity" class="fact-list"></dl>
  </section>`;
