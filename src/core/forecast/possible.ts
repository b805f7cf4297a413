import type { PlanOutcome, PlanReason } from '../../model/plan.ts';

/** A fact that may not be known, in words that complete "because … is not known". */
export type Fact =
  | 'the file that starts its shim'
  | 'the address of its shim'
  | 'the socket of its shim'
  | 'the state of its shim'
  | 'the version of its shim'
  | 'whether it still runs'
  | 'whether its shim can clean up'
  | 'the OCI runtime'
  | 'the state of the OCI runtime'
  | 'whether it is a sandbox'
  | 'the patch release of containerd';

/** One way that it may end, and the facts that were assumed to get there. */
export interface Ending {
  readonly outcome: Exclude<PlanOutcome, 'unknown'>;
  readonly reason: PlanReason;
  readonly assumed: readonly Fact[];
}

/** Follows a fact that is known, or every value that it may have. */
export function follow<T>(
  value: T | undefined,
  { fact, values }: { readonly fact: Fact; readonly values: readonly T[] },
  then: (value: T) => readonly Ending[],
): readonly Ending[] {
  if (value !== undefined) return then(value);
  return values.flatMap((each) => then(each).map((ending) => ({ ...ending, assumed: [...ending.assumed, fact] })));
}

/** The only ending. */
export function ending(outcome: Ending['outcome'], reason: PlanReason): readonly Ending[] {
  return [{ outcome, reason, assumed: [] }];
}
