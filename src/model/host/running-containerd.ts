/** Something of containerd that will be removed, in containerd's own words. */
export interface Deprecation {
  /** `io.containerd.deprecation/cri-registry-mirrors` style. */
  readonly id: string;
  readonly message: string;
}

/** A plugin as `ctr plugins ls` shows it: loaded, skipped because this host cannot use it, or failed. */
export interface RunningPlugin {
  /** `io.containerd.grpc.v1.cri` style. */
  readonly plugin: string;
  readonly state: 'ok' | 'skip' | 'error';
  /** Why it did not load. */
  readonly error?: string;
  /** What it exports under the name `path`: of the opt plugin, its directory. */
  readonly path?: string;
}

/** Whether CRI answers a kubelet. */
export type RunningCri =
  | {
      readonly served: true;
      /** The names of its handlers, and their features where containerd reports them (2.0 and later). */
      readonly handlers: ReadonlyMap<string, readonly HandlerFeature[]>;
    }
  | { readonly served: false };

/** Features of a handler. Source: `RuntimeHandlerFeatures` in `cri-api/pkg/apis/runtime/v1/api.proto`. */
export type HandlerFeature = 'recursive-read-only-mounts' | 'user-namespaces';

/** What the running containerd said over its socket; what it did not answer is absent. */
export interface RunningContainerdFacts {
  /** As it writes it: `1.6.20~ds1`, `v2.1.9`. */
  readonly version?: string;
  readonly deprecations?: readonly Deprecation[];
  readonly plugins?: readonly RunningPlugin[];
  readonly cri?: RunningCri;
}
