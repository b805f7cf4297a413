/**
 * @import { FleetHost, FleetHosts, FleetRuntimes, FleetSummary, FleetVersions } from '../../src/model/fleet.ts'
 */

import { resolveAddress } from '../page/router.js';

/**
 * The reader's choice for the fleet, as in the address. Without a time it is about now.
 * @typedef {{ runtime: string, find: string, state: string, label: string, query: string, time: string }} FleetChoice
 */

/**
 * The data about the fleet; each part is absent until it arrives.
 * @typedef {object} FleetParts
 * @property {FleetSummary} [summary]
 * @property {FleetRuntimes} [runtimes]
 * @property {FleetVersions} [versions]
 * @property {FleetHosts} [hosts]
 */

/** The most hosts the page requests; the service has the same limit. */
const mostHosts = '20000';

const labelForm = /^(?!__)[a-zA-Z_]\w*=./;

/**
 * Whether a text is empty or a label that hosts can be filtered by.
 * @param {string} label
 */
export const isLabel = (label) => label === '' || labelForm.test(label);

/**
 * @param {URLSearchParams} parameters
 * @returns {FleetChoice}
 */
export const readChoice = (parameters) => ({
  runtime: parameters.get('runtime') ?? '',
  find: parameters.get('find') ?? '',
  state: parameters.get('state') ?? '',
  label: parameters.get('label') ?? '',
  query: parameters.get('q') ?? '',
  time: parameters.get('time') ?? '',
});

/**
 * The address of the fleet section with a choice.
 * @param {FleetChoice} choice
 */
export const fleetAddress = ({ query, ...choice }) => {
  const given = Object.entries({ ...choice, q: query }).filter(([, value]) => value !== '');
  return `#/fleet${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
};

/**
 * Requests every part, and passes each on as soon as it arrives. The figures come first, because the list of hosts takes
 * Prometheus as long as everything else.
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

/**
 * A search for the hosts with a version. The quotes end it: 1.7.2 is not a search for 1.7.24.
 * @param {'containerd' | 'docker'} program
 * @param {string} version
 */
export const versionQuery = (program, version) => `${program}="${version}"`;

/** @type {WeakMap<FleetHost, string>} */
const texts = new WeakMap();

/**
 * The text of a host that is searched, built once for each host.
 * @param {FleetHost} host
 */
const textOf = (host) => {
  const before = texts.get(host);
  if (before !== undefined) return before;
  const { instance, name, target, labels, state, reason, unavailable, path, highFindings, causes } = host;
  const { containerd, docker } = host;
  const versions = [containerd && versionQuery('containerd', containerd), docker && versionQuery('docker', docker)];
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const known = [state, reason, unavailable, path, ...versions, ...highFindings, ...causes];
  const fields = [name, target, instance, ...pairs, ...known];
  const text = fields.join('\n').toLowerCase();
  texts.set(host, text);
  return text;
};

/**
 * Whether a host belongs to a choice, which is a state or something that hosts in any state may have.
 * @param {FleetHost} host
 * @param {string} choice
 */
const isIn = ({ state, highFindings, brokenDefault }, choice) => {
  if (choice === 'findings') return highFindings.length > 0;
  if (choice === 'default-unavailable') return brokenDefault !== undefined;
  return choice === '' || state === choice;
};

/**
 * How much a host needs attention: the runtime fails there, it is silent, its default fails, it has high findings. A host
 * without the runtime comes last.
 * @param {FleetHost} host
 */
const rankOf = ({ state, reason, brokenDefault, highFindings }) => {
  if (reason === 'unavailable') return 0;
  if (state === 'silent') return 1;
  if (brokenDefault !== undefined) return 2;
  if (highFindings.length > 0) return 3;
  return reason === 'not-known' ? 5 : 4;
};

/** @type {WeakMap<readonly FleetHost[], readonly FleetHost[]>} */
const sorted = new WeakMap();

/** The hosts that need attention first, sorted once. @param {readonly FleetHost[]} hosts */
const worstFirst = (hosts) => {
  const known = sorted.get(hosts);
  if (known) return known;
  const made = hosts.toSorted((a, b) => rankOf(a) - rankOf(b));
  sorted.set(hosts, made);
  return made;
};

/**
 * The hosts in the chosen state that contain every word of the search, the worst first.
 * @param {readonly FleetHost[]} hosts
 * @param {FleetChoice} choice
 */
export const selectHosts = (hosts, { state, query }) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return worstFirst(hosts).filter((host) => isIn(host, state) && words.every((word) => textOf(host).includes(word)));
};

const defaultPort = 7446;

/**
 * The address of a host's own dashboard, with the protocol of this page; undefined if the host has none. With the name of a
 * runtime, the address of the section that explains it there.
 * @param {FleetHost} host
 * @param {string} protocol
 * @param {string} [runtime]
 */
export const dashboardOf = (host, protocol, runtime = '') =>
  sectionOf(host, protocol, runtime === '' ? '' : resolveAddress(runtime));

/**
 * The address of a section of a host's own dashboard; undefined if the host has none.
 * @param {FleetHost} host
 * @param {string} protocol
 * @param {string} section begins with `#/`
 */
export const sectionOf = ({ instance, hasDashboard }, protocol, section) => {
  const [, name, port = defaultPort] = /^([\w.-]+|\[[\da-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(instance) ?? [];
  if (!hasDashboard || name === undefined) return;
  return `${protocol}//${name}:${port}/${section}`;
};
