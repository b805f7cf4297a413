/**
 * @import { Inventory } from '../src/model/inventory/inventory.ts'
 * @import { Change } from '../src/model/inventory/change.ts'
 * @import { Connection, Step } from './data/stream.js'
 */

import { ChangeHistory } from './data/change-history.js';
import { follow } from './data/stream.js';
import { createAnnouncer } from './document/announcer.js';
import { find, write } from './document/dom.js';
import { html } from './document/html.js';
import { bindCopyButtons } from './page/copy.js';
import { parseHash } from './page/router.js';
import { bindThemeSwitch } from './page/theme.js';
import { Regions } from './regions/regions.js';
import { sentence } from './text/words.js';
import { frame, nameOf, staleNote } from './views/frame.js';

const titles = {
  runtimes: 'Runtimes',
  handlers: 'Handlers',
  explain: 'Explain',
  'search-path': 'Search path',
  findings: 'Findings',
  changes: 'Changes',
  fleet: 'Fleet',
};

const afterPaintMs = 100;

const main = find('#main');
const announce = createAnnouncer(find('#announcer'));
const history = new ChangeHistory();
const regions = new Regions({ announce, history });

/** @type {Inventory | undefined} */
let current;

/** Shows the region of the current address. */
const navigate = async () => {
  if (!current) return;
  const { route, parameters } = parseHash(location.hash);
  for (const link of find('#sections').querySelectorAll('a')) {
    if (link.dataset['route'] === route) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.body.dataset['route'] = route;
  document.title = `${titles[route]} · ${nameOf(current.host)} · shimdex`;
  try {
    await regions.enter(route, parameters);
    delete document.documentElement.dataset['begins'];
  } catch {
    announce('This section could not be loaded. Open it again when the connection is back');
  }
};

/** @param {Inventory} inventory */
const drawFrame = (inventory) => {
  for (const [id, markup] of Object.entries(frame(inventory))) {
    const element = find(`#${id}`);
    write(element, markup);
    element.hidden = false;
  }
  find('#revision').title = `Revision ${inventory.revision}`;
};

/** @param {readonly Change[]} changes */
const announceChanges = (changes) => {
  const lists = ['runtime', 'handler'].map((kind) => changes.filter((change) => change.kind === kind));
  const list = lists.find(({ length }) => length > 0) ?? [];
  const [first] = list;
  if (!first) return;
  const verb = { create: 'added', update: 'changed', destroy: 'removed' }[first.action];
  announce(
    list.length === 1 ? `${sentence(first.kind)} ${first.key} ${verb}` : `${list.length} ${first.kind}s changed`,
  );
};

/** Draws the page for the first time. The other regions are fetched after that. */
const begin = async () => {
  await navigate();
  main.setAttribute('aria-busy', 'false');
  find('#waiting').hidden = true;
  setTimeout(() => regions.prepareAll().catch(() => undefined), afterPaintMs);
};

/** @param {Step} step */
const take = (step) => {
  const { inventory, changes } = step;
  const first = current === undefined;
  current = inventory;
  drawFrame(inventory);
  history.add(step);
  regions.show(inventory);
  if (changes) announceChanges(changes);
  if (first) void begin();
};

/** Shows the fleet section if the service has a Prometheus to ask. */
const offerFleet = async () => {
  const { prometheus } = await (await fetch('v1/fleet')).json();
  find('#sections [data-route="fleet"]').hidden = !prometheus;
};

const connectionWords = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting' };

/** @param {Connection} connection */
const showConnection = (connection) => {
  const element = find('#connection');
  const before = element.dataset['state'];
  element.dataset['state'] = connection.state;
  write(find('.state', element), html`${connectionWords[connection.state]}`);
  if (connection.state === 'live' && before !== 'live') offerFleet().catch(() => undefined);
  const stale = connection.state === 'reconnecting' && current !== undefined;
  document.body.classList.toggle('stale', stale);
  find('#stale').hidden = !stale;
  if (stale) write(find('#stale'), staleNote(connection.since));
  if (!current) {
    const isDrawn = !find('#glance').hidden && !document.documentElement.dataset['begins'];
    find('#waiting').hidden = isDrawn && connection.state !== 'reconnecting';
    const text = connection.state === 'reconnecting' ? 'Waiting for shimdex to scan the host…' : 'Loading…';
    write(find('#waiting'), html`${text}`);
  } else if (before !== connection.state) {
    announce(stale ? 'Connection lost. The data may be out of date' : 'Connected again');
  }
};

find('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
bindThemeSwitch(find('#theme'));
bindCopyButtons(announce);
addEventListener('hashchange', () => void navigate());
const { route } = parseHash(location.hash);
// The runtimes that the service put into the page stay until there is data to draw them again.
if (route !== 'runtimes') regions.prepare(route).catch(() => undefined);
follow({ onStep: take, onConnection: showConnection });
