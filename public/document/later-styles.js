/**
 * Loads the style sheets of a section, or of a part of one.
 * @param {string} name
 */
export const loadStyles = async (name) => {
  const links = document.querySelectorAll(`link[rel="later-stylesheet"][data-routes~="${name}"]`);
  const loading = [...links].map(
    (link) =>
      new Promise((resolve, reject) => {
        link.addEventListener('load', resolve, { once: true });
        link.addEventListener(
          'error',
          () => {
            link.setAttribute('rel', 'later-stylesheet');
            reject(new Error(`The page has no ${link.getAttribute('href')}`));
          },
          { once: true },
        );
        link.setAttribute('rel', 'stylesheet');
      }),
  );
  await Promise.all(loading);
};
