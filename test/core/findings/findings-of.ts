import { mergeInventory } from '../../../src/core/inventory/merge.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { FileFact, HostFacts } from '../../../src/model/host/observation.ts';
import type { Finding } from '../../../src/model/inventory/finding.ts';
import { inspectOf } from '../../builders.ts';

/** The findings of an observed host; `more` are files outside of its search path. */
export function findingsOf(
  seen: HostFacts,
  policy?: Partial<Policy>,
  more: Readonly<Record<string, FileFact>> = {},
): Finding[] {
  return [...mergeInventory(seen, { allow: [], deny: [], ...policy }, inspectOf(seen, more)).findings];
}

/** Each finding as `severity code subject`. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}
