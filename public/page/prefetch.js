/** @import { Regions } from '../regions/regions.js' */

import { find } from '../document/dom.js';
import { routes } from './router.js';

/**
 * Loads what the reader may open next, one section after the other.
 * @param {Regions} regions
 */
export const prefetch = async (regions) => {
  const isFleet = !find('#sections [data-route="fleet"]').hidden;
  for (const route of routes.filter((each) => each !== 'fleet' || isFleet)) {
    const region = await regions.reach(route);
    await region.prepare();
  }
  await Promise.all([import('./ask-box.js'), import('./copy-menu.js'), import('./keys-dialog.js')]);
  await import('../document/paint-svg.js');
};
