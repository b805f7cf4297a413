import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import { joinPaths } from '../go/path.ts';
import { containerdRules } from './release.ts';

/**
 * containerd's error about a runc shim that cannot execute its OCI runtime; `ID` is where the id of the container will be.
 *
 * Source: containerd `cmd/containerd-shim-runc-v2/process/init.go`, `runtimeError`.
 */
export function createFailure(
  problem: string,
  { version, stateDirectory = '/run/containerd' }: Pick<ContainerdFacts, 'version' | 'stateDirectory'>,
  namespace: string,
): string {
  const { createFailed, unknownSuffix } = containerdRules(version);
  const log = joinPaths(stateDirectory, `io.containerd.runtime.v2.task/${namespace}/ID/log.json`);
  const text = `unable to retrieve OCI runtime error (open ${log}: no such file or directory): ${problem}`;
  return `${createFailed}OCI runtime create failed: ${text}${unknownSuffix ? ': unknown' : ''}`;
}
