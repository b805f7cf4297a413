import { dirname } from 'node:path/posix';
import { type Looks, mergeInventory } from '../../../src/core/inventory/merge.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import type { HostFacts } from '../../../src/model/host/observation.ts';
import type { Ownership, TrailStep } from '../../../src/model/host/ownership.ts';
import type { Finding } from '../../../src/model/inventory/finding.ts';
import { inspectOf } from '../../builders.ts';

/** The findings of an observed host; `more` are files outside of its search path. */
export function findingsOf(
  seen: HostFacts,
  policy?: Partial<Policy>,
  more: Readonly<Record<string, FileFact>> = {},
  looks: Looks = {},
): Finding[] {
  return [...mergeInventory(seen, { allow: [], deny: [], ...policy }, inspectOf(seen, more), looks).findings];
}

/** Owners and permissions: each path is of root and closed to others, except as given. A path of `steps` is the end of its way. */
export function ownershipOf(steps: Readonly<Record<string, Partial<TrailStep>>>): Ownership {
  const step = (path: string, kind: TrailStep['kind']): TrailStep => ({
    path,
    kind,
    mode: 0o755,
    uid: 0,
    gid: 0,
    inode: path,
    ...steps[path],
  });
  return {
    trail: (path) => ({ steps: [step('/', 'directory'), step(dirname(path), 'directory'), step(path, 'file')] }),
    userName: () => undefined,
    group: () => ({ members: [] }),
  };
}

/** Each finding as `severity code subject`. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}
