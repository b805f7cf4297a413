import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { Inspect } from '../../model/host/file-fact.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { ShimEvidence } from '../../model/host/shim-evidence.ts';
import { oncePer } from '../../model/once-per.ts';
import { evidenceFrom } from './evidence.ts';

/** What was read for a look. */
export interface ReadPrograms {
  readonly containerd: Pick<ContainerdFacts, 'versionSource'>;
  /** By the path where the links of a file end. */
  readonly programs?: ReadonlyMap<string, ProgramFacts>;
}

/**
 * What the files of shims show about the containerd that can start them. Undefined for a file that was not read to its end,
 * and for all files while the release of containerd is only assumed.
 */
export function knownEvidence(
  { containerd, programs }: ReadPrograms,
  inspect: Inspect,
): ((path: string) => ShimEvidence | undefined) | undefined {
  if (programs === undefined || containerd.versionSource === 'assumed') return undefined;
  return (path) => {
    const file = inspect(path);
    const facts = file.kind === 'missing' ? undefined : programs.get(file.realPath);
    return facts === undefined || facts.fault !== undefined ? undefined : evidenceOf(facts);
  };
}

/** A file that has not changed is not judged again in the next look. */
const evidenceOf = oncePer((facts: ProgramFacts) => evidenceFrom(facts));
