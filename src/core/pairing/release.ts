import type { TaskApi } from '../../model/host/shim-evidence.ts';
import { isAtLeast, parseVersion } from '../version.ts';

/**
 * How releases of containerd differ in what they send to `start` of a shim and in what they read back.
 *
 * Sources: containerd `runtime/v2/binary.go` (1.6), `runtime/v2/shim.go` (1.7), `core/runtime/v2/shim.go` and
 * `core/runtime/v2/binary.go` (2.x), `parseStartResponse`, `makeConnection`.
 */
export interface PairingRules {
  /** Highest version in a JSON answer; 0 where JSON is read as an address (until 1.6). */
  readonly newestJson: 0 | 2 | 3;
  /** A protobuf answer is decoded, and parameters are sent as protobuf (since 2.3). */
  readonly protobuf: boolean;
  /** Text before an error of connecting. */
  readonly connecting: '' | 'failed to create TTRPC connection: ';
  /** `scheme://` is read; until 1.7, anything but `unix://` is the name of an abstract socket. */
  readonly schemes: boolean;
  /** A shim that serves version 2 of the task service is accepted although it answered 3. */
  readonly downgrades: boolean;
}

/** The rules of a release; a version that cannot be parsed gets the ones of the newest. */
export function pairingRules(version: string): PairingRules {
  const release = parseVersion(version);
  const since = (major: number, minor: number) => isAtLeast(release, major, minor);
  const newestJson = since(1, 7) ? 2 : 0;
  return {
    newestJson: since(2, 0) ? 3 : newestJson,
    protobuf: since(2, 3),
    connecting: since(1, 7) ? 'failed to create TTRPC connection: ' : '',
    schemes: since(2, 0),
    downgrades: since(2, 1) || (since(2, 0) && patchOf(version) >= 11),
  };
}

/** Whether a shim that answered `answered` and serves `served` can be used. Other versions are refused after connecting. */
export function acceptsTask(answered: number, served: TaskApi, { downgrades }: PairingRules): boolean {
  return answered === served || (answered === 3 && downgrades);
}

/** The third number of a version; the highest possible when the version does not have one. */
export function patchOf(version: string): number {
  const patch = /\d+\.\d+\.(\d+)/.exec(version)?.[1];
  return patch === undefined ? Number.POSITIVE_INFINITY : Number(patch);
}
