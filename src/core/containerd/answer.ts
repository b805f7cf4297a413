import { defined } from '../../model/defined.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { ShimStart } from './start-shim.ts';

/** A resolution before its other names, its suggestions and the question itself are added. */
export type Answer = Omit<Resolution, 'name' | 'client' | 'aliases' | 'advice' | 'didYouMean' | 'attempts'> & {
  readonly attempts: ShimStart['attempts'];
};

/** The fields of an answer that show what was found. */
export function foundIn({ binary, path, attempts }: ShimStart): Pick<Answer, 'binary' | 'path' | 'attempts'> {
  return defined({ binary, path, attempts });
}

/** Nothing starts on a host without containerd; no error is quoted, because none of its daemons is there to report one. */
export const noContainerd: Pick<Answer, 'available' | 'unavailable'> = {
  available: false,
  unavailable: { reason: 'no-containerd', message: 'This host has no containerd' },
};

/** Whether containerd finds a shim for the name, which may not be certain. */
export function verdictOf({ path, failure }: ShimStart): Resolution['verdict'] {
  if (path !== undefined) return 'implicit';
  return failure !== undefined && isUncertain(failure) ? 'unknown' : 'not-installed';
}

/** No client shows the message: it is about a program whose own words are not known, or says what is not known. */
export function isOurText(failure: Unavailable): boolean {
  return failure.reason === 'not-an-oci-runtime' || failure.reason === 'not-a-shim' || isUncertain(failure);
}

/** It may start all the same. */
export function isUncertain({ reason }: Unavailable): boolean {
  return reason === 'search-path-unknown' || reason === 'not-visible';
}

/** The fields that show whether it would start; the client sees `message` word for word. */
export function outcomeOf(failure: Unavailable | undefined): Pick<Answer, 'available' | 'error' | 'unavailable'> {
  if (failure === undefined) return { available: true };
  if (isOurText(failure)) return { available: isUncertain(failure) ? null : false, unavailable: failure };
  return { available: false, error: failure.message, unavailable: failure };
}
