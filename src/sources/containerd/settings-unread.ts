import type { ContainerdConfig } from '../../model/containerd/containerd-config.ts';
import type { ConfigFacts } from '../../model/host/containerd-facts.ts';

/**
 * Why the settings that a containerd started with are not known; undefined where they are. A containerd that runs did not
 * start with what it refuses, so the files as they are say nothing about it.
 */
export function settingsUnread({ file, inForce: { start }, fault }: ConfigFacts): string | undefined {
  if (start.kind === 'works') return undefined;
  const outcome = fault?.outcome ?? start;
  const { kind, error } = outcome;
  if (kind === 'unread') return error;
  const ofCommandLine = commandLineError(outcome);
  if (ofCommandLine !== undefined) return ofCommandLine;
  const assumption = fault?.acceptedBy === undefined ? '' : ' (assuming the TOML library of this release)';
  return `containerd refuses "${file}" as it is now and would not start: ${error}${assumption}`;
}

/** That containerd does not start with its flags, in a sentence; undefined where its files are the reason, or it starts. */
export function commandLineError(outcome: ContainerdConfig['start']): string | undefined {
  if (outcome.kind !== 'refuses' || outcome.isOfCommandLine !== true) return undefined;
  return `containerd does not start with its command line: ${outcome.error}`;
}
