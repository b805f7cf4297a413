/** The sections of the page, in the order of their tabs; each is a hash route. A shim has no tab. */
export const routes = /** @type {const} */ ([
  'runtimes',
  'explain',
  'search-path',
  'handlers',
  'running',
  'findings',
  'changes',
  'fleet',
  'shim',
]);

/** @typedef {typeof routes[number]} Route */

/** The title of each section. @type {Record<Route, string>} */
export const titles = {
  runtimes: 'Runtimes',
  explain: 'Explain',
  'search-path': 'Search path',
  handlers: 'Handlers',
  running: 'Running',
  findings: 'Findings',
  changes: 'Changes',
  fleet: 'Fleet',
  shim: 'Shim',
};

/** Names that a section had before; links with them still work. @type {Map<string, Route>} */
const formerNames = new Map([['resolve', 'explain']]);

/**
 * Reads `#/explain?name=kata` as a route and its parameters; anything `unknown` is the first route.
 * @param {string} hash
 * @returns {{ route: Route, parameters: URLSearchParams, unknown: string | undefined }}
 */
export const parseHash = (hash) => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const known = formerNames.get(path) ?? routes.find((candidate) => candidate === path);
  const unknown = known || path === '' ? undefined : path;
  return { route: known ?? routes[0], parameters: new URLSearchParams(query), unknown };
};

/**
 * What a view is about: the name that is explained, or the file name of the shim; empty for a view of everything.
 * @param {URLSearchParams} parameters
 */
export const subjectOf = (parameters) => {
  const path = parameters.get('path') ?? '';
  return parameters.get('name') ?? path.slice(path.lastIndexOf('/') + 1);
};

/**
 * The address of a section in a state.
 * @param {Route} route
 * @param {URLSearchParams} parameters
 */
export const addressOf = (route, parameters) => `#/${route}${parameters.size > 0 ? `?${parameters}` : ''}`;

/**
 * Changes the address of the view that is open. It stays the same entry of the history. Nothing changes if the reader
 * has left the section.
 * @param {string} address begins with `#/`
 */
export const setAddress = (address) => {
  if (parseHash(address).route !== parseHash(location.hash).route) return;
  history.replaceState(history.state, '', address);
  dispatchEvent(new Event('addresschange'));
};

/**
 * The address that explains a name.
 * @param {string} name
 */
export const resolveAddress = (name) => `#/explain?name=${encodeURIComponent(name)}`;

/**
 * The address of a finding.
 * @param {{ code: string, subject: string }} finding
 */
export const findingAddress = ({ code, subject }) => `#/findings?${new URLSearchParams({ code, subject })}`;

/**
 * The address of the page of a shim.
 * @param {string} path
 */
export const shimAddress = (path) => `#/shim?path=${encodeURIComponent(path)}`;

/**
 * The address of a file on the search path.
 * @param {string} path
 */
export const laneAddress = (path) => `#/search-path?shim=${encodeURIComponent(path)}`;

/**
 * The address of a CRI handler.
 * @param {string} name
 */
export const handlerAddress = (name) => `#/handlers?name=${encodeURIComponent(name)}`;
