/** The regions of the page; each is a hash route. */
export const routes = /** @type {const} */ ([
  'runtimes',
  'handlers',
  'resolve',
  'search-path',
  'findings',
  'changes',
  'fleet',
]);

/** @typedef {typeof routes[number]} Route */

/**
 * Reads `#/resolve?name=kata` as a route and its parameters; anything unknown is the first route.
 * @param {string} hash
 * @returns {{ route: Route, parameters: URLSearchParams }}
 */
export const parseHash = (hash) => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const route = routes.find((candidate) => candidate === path) ?? routes[0];
  return { route, parameters: new URLSearchParams(query) };
};

/**
 * The address that explains a name.
 * @param {string} name
 */
export const resolveAddress = (name) => `#/resolve?name=${encodeURIComponent(name)}`;

/**
 * The address of a file on the search path.
 * @param {string} path
 */
export const shimAddress = (path) => `#/search-path?shim=${encodeURIComponent(path)}`;

/**
 * The address of a CRI handler.
 * @param {string} name
 */
export const handlerAddress = (name) => `#/handlers?name=${encodeURIComponent(name)}`;
