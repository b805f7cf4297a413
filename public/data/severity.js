/** @import { Finding } from '../../src/model/inventory/finding.ts' */

/** All severities, the worst first. */
export const severities = /** @type {const} */ (['high', 'medium', 'low']);

/**
 * The worst severity among findings; undefined when there are none.
 * @param {readonly Finding[]} findings
 */
export const worstSeverity = (findings) =>
  severities.find((severity) => findings.some((finding) => finding.severity === severity));
