/** @type {typeof import('../data/sentences/sentences.js') | undefined} */
let loaded;

/**
 * What says in sentences what changes mean. The sections draw themselves first, and load it then.
 * @param {() => void} ready is called when it is there
 */
export const story = (ready) => {
  // Without the service it does not load; the next change tries again.
  if (!loaded)
    import('../data/sentences/sentences.js').then(
      (module) => {
        loaded = module;
        ready();
      },
      () => undefined,
    );
  return loaded;
};
