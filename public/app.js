/**
 * @import { Inventory } from '../src/model/inventory/inventory.ts'
 * @import { Change } from '../src/model/inventory/change.ts'
 * @import { Runtime } from '../src/model/inventory/runtime.ts'
 * @import { Connection, Step } from './data/stream.js'
 */

import { ChangeHistory } from './data/change-history.js';
import { stateName } from './data/runtimes.js';
import { follow } from './data/stream.js';
import { createAnnouncer } from './document/announcer.js';
import { find, write } from './document/dom.js';
import { html } from './document/html.js';
import { showAge } from './page/age.js';
import { bindAskBox } from './page/ask.js';
import { bindCopyButtons } from './page/copy.js';
import { bindKeys } from './page/keys.js';
import { Navigation } from './page/navigation.js';
import { bindHostDetails } from './page/popovers.js';
import { parseHash } from './page/router.js';
import { bindThemeSwitch } from './page/theme.js';
import { Regions } from './regions/regions.js';
import { sentence } from './text/words.js';
import { frame, staleNote } from './views/frame/frame.js';

/** The reader may open a section at once, which goes first. */
const prefetchPauseMs = 2000;

const main = find('#main');
const announce = createAnnouncer(find('#announcer'));
const history = new ChangeHistory();
const regions = new Regions({ announce, history });
const navigation = new Navigation(regions);

/** @type {Inventory | undefined} */
let current;

/** @param {Inventory} inventory */
const drawFrame = (inventory) => {
  for (const [id, markup] of Object.entries(frame(inventory))) {
    const element = find(`#${id}`);
    write(element, markup);
    element.hidden = false;
  }
};

/** @param {readonly Change[]} changes */
const announceChanges = (changes) => {
  const lists = ['runtime', 'handler'].map((kind) => changes.filter((change) => change.kind === kind));
  const list = lists.find(({ length }) => length > 0) ?? [];
  const [first] = list;
  if (!first) return;
  const verb = { create: 'added', update: 'changed', destroy: 'removed' }[first.action];
  const state = first.after ? `: ${stateName(/** @type {Runtime} */ (first.after))}` : '';
  announce(
    list.length === 1
      ? `${sentence(first.kind)} ${first.key} ${verb}${state}`
      : `${list.length} ${first.kind}s changed`,
    { isNews: true },
  );
};

/** A section that is opened without the service, or soon after it is lost, has to be there already. */
const prefetchLater = () => {
  setTimeout(async () => {
    try {
      await (await import('./page/prefetch.js')).prefetch(regions);
    } catch {
      // The connection is lost; the next one tries again.
    }
  }, prefetchPauseMs);
};

/** Draws the page for the first time. */
const begin = async () => {
  await navigation.go();
  main.setAttribute('aria-busy', 'false');
};

/** @param {Step} step */
const take = (step) => {
  const { inventory, changes } = step;
  const first = current === undefined;
  current = inventory;
  drawFrame(inventory);
  navigation.show(inventory);
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
  showAge(find('#age'), connection.state === 'live' ? connection.at : undefined);
  if (connection.state === 'live' && before !== 'live') {
    offerFleet().catch(() => undefined);
    void navigation.recover();
    prefetchLater();
  }
  const stale = connection.state === 'reconnecting' && current !== undefined;
  document.body.classList.toggle('stale', stale);
  find('#stale').hidden = !stale;
  if (stale) write(find('#stale'), staleNote(connection.since));
  if (!current) {
    const isDrawn = find('#host-line').childElementCount > 0 && !document.documentElement.dataset['begins'];
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
bindKeys();
bindHostDetails();
bindAskBox(() => current);
const { route } = parseHash(location.hash);
// The filter was in the query of the address before it was in the address of its section.
const query = new URLSearchParams(location.search).get('q');
if (query !== null) {
  const hash = route === 'runtimes' ? `#/runtimes?q=${encodeURIComponent(query)}` : location.hash;
  window.history.replaceState(null, '', `${location.pathname}${hash}`);
}
// The runtimes that the service put into the page stay until there is data to draw them again.
if (route !== 'runtimes') regions.reach(route).catch(() => undefined);
follow({ onStep: take, onConnection: showConnection });
