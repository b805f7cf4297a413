/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 */

import { words } from '../text/words.js';

/** Words for the isolation levels of the catalogue. */
const isolations = new Map([
  ['microvm', 'micro VM'],
  ['confidential-vm', 'confidential VM'],
  ['user-space-kernel', 'user-space kernel'],
  ['wasm', 'WebAssembly'],
]);

/**
 * What isolates a container from the host, in words; undefined if it is not known.
 * @param {Runtime} runtime
 */
export const isolationName = ({ isolation }) => isolation && (isolations.get(isolation) ?? words(isolation));

/**
 * Whether the host has no containerd, so that nothing can start.
 * @param {Pick<Inventory, 'runtimes'>} inventory
 */
export const lacksContainerd = ({ runtimes }) =>
  runtimes.some(({ unavailable }) => unavailable?.reason === 'no-containerd');

/**
 * The state of a runtime in words.
 * @param {Pick<Runtime, 'available' | 'unavailable'>} runtime
 */
export const stateName = ({ available, unavailable }) => {
  if (available) return 'ready';
  const reason = words(unavailable?.reason ?? '');
  if (available === null) return reason === '' ? 'unknown' : `unknown: ${reason}`;
  return reason === '' ? 'fails to start' : reason;
};
