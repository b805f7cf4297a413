import type { Finding } from '../../model/inventory/finding.ts';
import { severitiesWorstFirst } from '../../model/words.ts';
import { compareCodePoints } from '../code-points.ts';

/** Orders findings by severity, the worst first, then by code and subject. */
export function compareFindings(a: Finding, b: Finding): number {
  return rankOf(a) - rankOf(b) || compareCodePoints(a.code, b.code) || compareCodePoints(a.subject, b.subject);
}

function rankOf({ severity }: Finding): number {
  return severitiesWorstFirst.indexOf(severity);
}
