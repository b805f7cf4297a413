import type { BundleFacts } from './bundle.ts';
import type { TaskApi } from './shim-evidence.ts';

/**
 * Everything that decides what a restart of containerd does to one container. An absent field is not known.
 *
 * The three facts about the OCI runtime are true for a shim that does not use one.
 */
export interface RunningContainer {
  readonly bundle: BundleFacts;
  /** What `shim-binary-path`, or without it the runtime's name in containerd's metadata, leads to. */
  readonly shimFile?: ShimOnDisk;
  /** The socket of each address in the bundle, by the address as it is written there. */
  readonly sockets: Readonly<Record<string, SocketState>>;
  readonly shimProcess?: 'running' | 'stopped' | 'gone';
  /** Task service of the shim process that runs. */
  readonly taskApi?: TaskApi;
  /** The first process of the container. */
  readonly init?: 'running' | 'gone';
  /** containerd's metadata has the container, in the namespace of its bundle. */
  readonly inMetadata?: boolean;
  /** The OCI runtime that the bundle's file `runtime` names is there, or `runc` on PATH. */
  readonly ociRuntime?: boolean;
  /** The OCI runtime that the shim process executes is there; the same one, unless the bundle has changed since. */
  readonly shimOciRuntime?: boolean;
  /** `/run/containerd/runc/NAMESPACE/ID/state.json` exists. */
  readonly runcState?: boolean;
  /** containerd's metadata has a sandbox of this id: the pause container of a pod that 2.x started. */
  readonly sandboxRecord?: boolean;
  /** The CRI plugin owns it, and deletes it when it has ended. */
  readonly ownedByCri: boolean;
}

/** What a lookup of the shim ends with. */
export type ShimOnDisk =
  | { readonly found: false; readonly why: 'file-missing' | 'name-invalid' | 'not-in-metadata' }
  | {
      readonly found: true;
      /** `SHIM delete` executes and succeeds. */
      readonly deletes?: boolean;
      /** `SHIM delete` needs the bundle's file `runtime` (until 2.0). */
      readonly needsRuntimeFile?: boolean;
    };

/** Who answers at a socket: the shim of the container, another one, or nobody. */
export type SocketState = 'own' | 'other' | 'nobody';
