/** The regions of the page; each is a hash route. */
export const routes = /** @type {const} */ ([
  'runtimes',
  'handlers',
  'explain',
  'search-path',
  'findings',
  'changes',
  'fleet',
]);

/** @typedef {typeof routes[number]} Route */

/**
 * Reads `#/explain?name=kata` as a route and its parameters; anything unknown is the first route. `#/resolve` is an older
 * name of `#/explain`.
 * @param {string} hash
 * @returns {{ route: Route, parameters: URLSearchParams }}
 */
export const parseHash = (hash) => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const wanted = path === 'resolve' ? 'explain' : path;
  const route = routes.find((candidate) => candidate === wanted) ?? routes[0];
  return { route, parameters: new URLSearchParams(query) };
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
 * The address of a file on the search path.
 * @param {string} path
 */
export const shimAddress = (path) => `#/search-path?shim=${encodeURIComponent(path)}`;

/**
 * The address of a CRI handler.
 * @param {string} name
 */
export const handlerAddress = (name) => `#/handlers?name=${encodeURIComponent(name)}`;
