/** @import { Runtime } from '../../src/model/inventory/runtime.ts' */

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
 * The state of a runtime in words.
 * @param {Pick<Runtime, 'available' | 'unavailable'>} runtime
 */
export const stateName = ({ available, unavailable }) => {
  if (available) return 'ready';
  const reason = words(unavailable?.reason ?? '');
  if (available === null) return reason === '' ? 'unknown' : `unknown: ${reason}`;
  return reason === '' ? 'fails to start' : reason;
};
