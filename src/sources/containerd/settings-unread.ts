import type { ConfigFacts } from '../../model/host/containerd-facts.ts';

/**
 * Why the settings that a containerd started with are not known; undefined where they are. A containerd that runs did not
 * start with what it refuses, so the files as they are say nothing about it.
 */
export function settingsUnread({ file, inForce: { start }, fault }: ConfigFacts): string | undefined {
  if (start.kind === 'works') return undefined;
  const { kind, error } = fault?.outcome ?? start;
  if (kind === 'unread') return error;
  const assumption = fault?.acceptedBy === undefined ? '' : ' (assuming the TOML library of this release)';
  return `containerd refuses "${file}" as it is now and would not start: ${error}${assumption}`;
}
