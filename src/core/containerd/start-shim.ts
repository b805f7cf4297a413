import type { ContainerdFacts, Inspect } from '../../model/observation.ts';
import type { Attempt, Refusal } from '../../model/resolution.ts';
import type { Unavailable } from '../../model/unavailable.ts';
import { execErrno, execFailure } from '../go/exec-error.ts';
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
  /** `message` is containerd's whole error, without the prefix of its client. */
  readonly failure?: Unavailable;
}

/** Finds a shim and checks whether it would start; failures have containerd's own text. Nothing is executed. */
export function startShim(name: string, containerd: ContainerdFacts, inspect: Inspect): ShimStart {
  const rules = containerdRules(containerd.version);
  if (rules.linuxV1Runtime && name === linuxV1Runtime) return startLinuxV1(containerd, inspect);
  const suffix = rules.unknownSuffix ? ': unknown' : '';
  const { error, file, ...found } = lookUp(name, containerd, inspect);
  if (error !== undefined) {
    const reason = found.refusal === undefined ? 'not-installed' : 'invalid-name';
    return { ...found, failure: { reason, message: rules.lookupFailed + error + suffix } };
  }
  const errno = file && execErrno(file);
  if (found.path === undefined || file === undefined || errno === undefined) return found;
  const { reason, message } = execFailure(found.path, file, errno, containerd.executableTest);
  return { ...found, failure: { reason, message: `${rules.startFailed}: ${message}${suffix}` } };
}
