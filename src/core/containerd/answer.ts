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

/** What such a program prints is its own, so the message is ours, and no client shows it. */
export function isOurText({ reason }: Unavailable): boolean {
  return reason === 'not-an-oci-runtime' || reason === 'not-a-shim';
}

/** The fields that show whether it would start; the client sees `message` word for word. */
export function outcomeOf(failure: Unavailable | undefined): Pick<Answer, 'available' | 'error' | 'unavailable'> {
  if (failure === undefined) return { available: true };
  if (isOurText(failure)) return { available: false, unavailable: failure };
  return { available: false, error: failure.message, unavailable: failure };
}
