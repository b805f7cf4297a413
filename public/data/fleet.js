/**
 * @import { FleetHost, FleetHosts, FleetRuntimes, FleetSummary, FleetVersions } from '../../src/model/fleet.ts'
 */

/**
 * What is asked of the fleet, as it stands in the address; without a time it is about now.
 * @typedef {{ runtime: string, state: string, label: string, query: string, time: string }} FleetChoice
 */

/**
 * What is known of the fleet; each part comes when it comes.
 * @typedef {object} FleetParts
 * @property {FleetSummary} [summary]
 * @property {FleetRuntimes} [runtimes]
 * @property {FleetVersions} [versions]
 * @property {FleetHosts} [hosts]
 */

/** Most hosts the page takes at a time, as the service does. */
const mostHosts = '20000';

const labelForm = /^(?!__)[a-zA-Z_]\w*=./;

/**
 * Whether a text is one that hosts can be narrowed by.
 * @param {string} label
 */
export const isLabel = (label) => label === '' || labelForm.test(label);

/**
 * @param {URLSearchParams} parameters
 * @returns {FleetChoice}
 */
export const readChoice = (parameters) => ({
  runtime: parameters.get('runtime') ?? '',
  state: parameters.get('state') ?? '',
  label: parameters.get('label') ?? '',
  query: parameters.get('q') ?? '',
  time: parameters.get('time') ?? '',
});

/**
 * The address of the fleet, seen in one way.
 * @param {FleetChoice} choice
 */
export const fleetAddress = ({ runtime, state, label, query, time }) => {
  const given = Object.entries({ runtime, state, label, q: query, time }).filter(([, value]) => value !== '');
  return `#/fleet${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
};

/**
 * Asks for every part, and gives each as soon as it is there: the figures first, since the hosts one by one take
 * Prometheus as long as all else.
 * @param {FleetChoice} choice
 * @param {AbortSignal} signal
 * @param {(part: FleetParts) => void} take
 */
export const askFleet = async ({ runtime, label, time }, signal, take) => {
  const scope = { ...(label !== '' && isLabel(label) && { label }), ...(time !== '' && { time }) };
  const chosen = runtime === '' ? scope : { ...scope, runtime };
  /** @param {keyof FleetParts} part @param {Record<string, string>} parameters */
  const ask = async (part, parameters) => {
    const response = await fetch(`v1/fleet/${part}?${new URLSearchParams(parameters)}`, { signal });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail ?? response.statusText);
    if (!signal.aborted) take({ [part]: body });
  };
  await Promise.all([ask('runtimes', scope), ask('summary', scope)]);
  await Promise.all([ask('versions', chosen), ask('hosts', { ...chosen, limit: mostHosts })]);
};

/** @type {WeakMap<FleetHost, string>} */
const texts = new WeakMap();

/**
 * All of a host that is searched, once for each.
 * @param {FleetHost} host
 */
const textOf = (host) => {
  const known = texts.get(host);
  if (known !== undefined) return known;
  const { instance, labels, state, reason, path, highFindings, causes } = host;
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const fields = [instance, ...pairs, state, reason, path, ...highFindings, ...causes];
  const text = fields.join('\n').toLowerCase();
  texts.set(host, text);
  return text;
};

/**
 * The hosts in the state and with every word that were chosen.
 * @param {readonly FleetHost[]} hosts
 * @param {FleetChoice} choice
 */
export const selectHosts = (hosts, { state, query }) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return hosts.filter(
    (host) =>
      (state === '' || (state === 'findings' ? host.highFindings.length > 0 : host.state === state)) &&
      words.every((word) => textOf(host).includes(word)),
  );
};

const defaultPort = 7446;

/**
 * Where a host shows itself: at its instance, by the protocol this page came by; undefined where nobody listens.
 * @param {FleetHost} host
 * @param {string} protocol
 */
export const dashboardOf = ({ instance, hasDashboard }, protocol) => {
  const [, name, port = defaultPort] = /^([\w.-]+|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(instance) ?? [];
  return hasDashboard && name !== undefined ? `${protocol}//${name}:${port}/` : undefined;
};
