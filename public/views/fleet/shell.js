import { html } from '../../document/html.js';
import { filterField } from '../parts.js';

const labelMark = html`<path d="M2.5 8.6V3.3q0-.8.8-.8h5.3l5 5-6.1 6.1z"/><path d="M5.7 5.7h.01"/>`;
const searchMark = html`<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>`;

const head = html`
  <div class="region-head">
    <h2 id="fleet-title">Fleet</h2>
    <p class="lead">All hosts, from Prometheus <span id="fleet-asked" class="none"></span></p>
    <div class="filter">
      ${filterField('fleet-label', 'Filter by label', 'Label, such as cluster=eu-1', labelMark)}
    </div>
  </div>`;

const panels = html`
  <div class="fleet-panels">
    <section class="panel" aria-labelledby="fleet-runtimes-title">
      <div class="panel-head">
        <h3 id="fleet-runtimes-title">Runtimes</h3>
        <div id="fleet-find-box" class="filter" hidden>
          ${filterField('fleet-find', 'Find a runtime', 'Find a runtime', searchMark)}
        </div>
      </div>
      <p class="soft">The number of reporting hosts that can start each runtime</p>
      <div id="fleet-runtimes"></div>
    </section>
    <section class="panel" aria-labelledby="fleet-versions-title">
      <h3 id="fleet-versions-title">Versions</h3>
      <div id="fleet-versions"></div>
    </section>
  </div>`;

const tools = html`
  <div class="host-tools">
    <div id="fleet-states" class="chips" role="group" aria-label="Filter by state"></div>
    <div class="filter">
      <output id="fleet-count" for="fleet-query"></output>
      ${filterField('fleet-query', 'Search hosts', 'Search host, label, path, finding', searchMark)}
    </div>
  </div>`;

const table = html`
  <div id="fleet-box" class="host-box" tabindex="0" role="region" aria-labelledby="fleet-hosts-title">
    <div id="fleet-table" role="table" aria-labelledby="fleet-hosts-title">
      <div role="rowgroup" class="host-head">
        <div class="host" role="row" aria-rowindex="1">
          <span role="columnheader">Host</span>
          <span role="columnheader" class="state">State</span>
          <span role="columnheader" class="of-shim" id="fleet-middle"></span>
          <span role="columnheader" class="codes" id="fleet-last"></span>
        </div>
      </div>
      <div role="rowgroup" id="fleet-rows"></div>
    </div>
  </div>`;

/** The part of the region that never changes. */
export const fleetShell = html`
  ${head}
  <div id="fleet-note" role="status"></div>
  <div id="fleet-body" hidden>
    <div id="fleet-glance" class="glance"></div>
    ${panels}
    <div class="hosts-head">
      <h3 id="fleet-hosts-title">Hosts</h3>
      <p id="fleet-chosen"></p>
    </div>
    ${tools}
    <p id="fleet-reasons" class="soft"></p>
    ${table}
    <div id="no-hosts"></div>
  </div>`;
