import type { Attempt, Refusal } from '../../model/resolution.ts';
import type { Unavailable } from '../../model/unavailable.ts';
import { execErrno, execFailure } from '../go/exec-error.ts';
import type { World } from '../world.ts';
import { linuxV1Runtime, startLinuxV1 } from './linux-v1.ts';
import { lookUp } from './lookup.ts';
import { containerdRules } from './release.ts';

/** The shim that containerd finds, and why it would not start. */
export interface ShimStart {
  readonly binary?: string;
  readonly path?: string;
  readonly attempts: readonly Attempt[];
  /** Present when containerd rejects the name as invalid. */
  readonly refusal?: Refusal;
  /** `message` is the whole text of containerd, without the client's own prefix. */
  readonly failure?: Unavailable;
}

/** Looks a shim up and decides whether it would start, with containerd's own words when not. Nothing is executed. */
export function startShim(name: string, world: Pick<World, 'containerd' | 'inspect'>): ShimStart {
  const { containerd } = world;
  const rules = containerdRules(containerd.version);
  if (rules.linuxV1Runtime && name === linuxV1Runtime) return startLinuxV1(world);
  const suffix = rules.unknownSuffix ? ': unknown' : '';
  const { error, file, ...found } = lookUp(name, world);
  if (error !== undefined) {
    const reason = found.refusal === undefined ? 'not-installed' : 'invalid-name';
    return { ...found, failure: { reason, message: rules.lookupFailed + error + suffix } };
  }
  const errno = file && execErrno(file);
  if (found.path === undefined || file === undefined || errno === undefined) return found;
  const { reason, message } = execFailure(found.path, file, errno, containerd.executableTest);
  return { ...found, failure: { reason, message: `${rules.startFailed}: ${message}${suffix}` } };
}
