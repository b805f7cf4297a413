import type { Finding, Severity } from '../../model/finding.ts';
import { compareCodePoints } from '../code-points.ts';

const rank: Readonly<Record<Severity, number>> = { high: 0, medium: 1, low: 2 };

/** Orders findings by severity, the worst first, then by code and subject. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    rank[a.severity] - rank[b.severity] || compareCodePoints(a.code, b.code) || compareCodePoints(a.subject, b.subject)
  );
}
