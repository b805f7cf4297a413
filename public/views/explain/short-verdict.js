/** @import { Resolution } from '../../../src/model/resolution.ts' */

import { words } from '../../text/words.js';

/** Refusals in two words. @type {Partial<Record<string, string>>} */
const refusals = {
  'no-containerd': 'no containerd',
  'reload-needed': 'not loaded',
  'restart-needed': 'not loaded',
  'docker-config-refused': 'file refused',
  'no-dot': 'no dot in name',
  'not-configured': 'not configured',
  'absolute-path': 'no paths here',
  'relative-path': 'slash in name',
  'policy-denied': 'denied by policy',
  'not-an-oci-runtime': 'not an OCI runtime',
  'oci-runtime-missing': 'program missing',
  'oci-runtime-not-executable': 'program fails',
};

/**
 * The answer of one client in at most three words.
 * @param {Resolution} answer
 */
export const shortVerdict = ({ available, refusal, unavailable }) => {
  if (available) return 'starts';
  const reason = refusal ?? unavailable?.reason;
  return reason === undefined ? 'unknown' : (refusals[reason] ?? words(reason));
};
