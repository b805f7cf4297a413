import type { ConfigRelease } from '../release.ts';
import { criImagesShape, criRuntimeShape, criServiceShape, criShape } from './cri.ts';
import {
  boolean,
  duration,
  extended,
  float,
  integer,
  list,
  plainDuration,
  type StructShape,
  string,
  strings,
  struct,
} from './shape.ts';

/** The plugin URIs that the reading of CRI depends on. */
export const criService = 'io.containerd.grpc.v1.cri';
export const criRuntime = 'io.containerd.cri.v1.runtime';
export const criImages = 'io.containerd.cri.v1.images';
export const opt = 'io.containerd.internal.v1.opt';
export const shimManager = 'io.containerd.shim.v1.manager';
export const metadata = 'io.containerd.metadata.v1.bolt';
const nriPlugin = 'io.containerd.nri.v1.nri';
const transferService = 'io.containerd.transfer.v1.local';

type Shapes = Readonly<Record<string, StructShape>>;

/** In every release. */
const common: Shapes = {
  'io.containerd.gc.v1.scheduler': struct('scheduler.config', {
    pause_threshold: ['PauseThreshold', float],
    deletion_threshold: ['DeletionThreshold', integer],
    mutation_threshold: ['MutationThreshold', integer],
    schedule_delay: ['ScheduleDelay', duration],
    startup_delay: ['StartupDelay', duration],
  }),
  [opt]: struct('opt.Config', { path: ['Path', string] }),
  'io.containerd.service.v1.tasks-service': struct('tasks.Config', {
    rdt_config_file: ['RdtConfigFile', string],
    blockio_config_file: ['BlockIOConfigFile', string],
  }),
  'io.containerd.snapshotter.v1.native': struct('plugin.Config', { root_path: ['RootPath', string] }),
};

const restart = struct('monitor.Config', { interval: ['Interval', duration] });
const cgroups = struct('cgroups.Config', { no_prometheus: ['NoPrometheus', boolean] });
const bolt = struct('plugin.BoltConfig', { content_sharing_policy: ['ContentSharingPolicy', string] });
const diff = struct('diff.config', { default: ['Order', strings] });
const task = struct('v2.TaskConfig', { platforms: ['Platforms', strings] });
const overlayfs = struct('overlay.Config', {
  root_path: ['RootPath', string],
  upperdir_label: ['UpperdirLabel', boolean],
});
const overlayfs17 = extended(
  overlayfs,
  struct('', { sync_remove: ['SyncRemove', boolean], mount_options: ['MountOptions', strings] }),
);
const unpack = struct('transfer.unpackConfiguration', {
  platform: ['Platform', string],
  snapshotter: ['Snapshotter', string],
  differ: ['Differ', string],
});
const unpack2 = extended(unpack, struct('', { layer_types: ['LayerTypes', strings] }));
const transfer = (unpacking: StructShape) =>
  struct('transfer.transferConfig', {
    max_concurrent_downloads: ['MaxConcurrentDownloads', integer],
    max_concurrent_uploaded_layers: ['MaxConcurrentUploadedLayers', integer],
    unpack_config: ['UnpackConfiguration', list(unpacking)],
    config_path: ['RegistryConfigPath', string],
  });

const manager = struct('v2.ShimConfig', { env: ['Env', strings] });
const transfer2 = extended(
  transfer(unpack2),
  struct('', {
    concurrent_layer_fetch_buffer: ['ConcurrentLayerFetchBuffer', integer],
    check_platform_supported: ['CheckPlatformSupported', boolean],
  }),
);

const nri = struct('nri.Config', {
  disable: ['Disable', boolean],
  socket_path: ['SocketPath', string],
  plugin_path: ['PluginPath', string],
  plugin_config_path: ['PluginConfigPath', string],
  plugin_registration_timeout: ['PluginRegistrationTimeout', duration],
  plugin_request_timeout: ['PluginRequestTimeout', duration],
  disable_connections: ['DisableConnections', boolean],
});

/** containerd 1.7 has Go's own type for these two, which its library reads in another way. */
const nri17 = extended(
  nri,
  struct('', {
    plugin_registration_timeout: ['PluginRegistrationTimeout', plainDuration],
    plugin_request_timeout: ['PluginRequestTimeout', plainDuration],
  }),
);

/** Until 1.7. */
const one: Shapes = {
  'io.containerd.internal.v1.restart': restart,
  [metadata]: bolt,
  'io.containerd.monitor.v1.cgroups': cgroups,
  'io.containerd.runtime.v1.linux': struct('linux.Config', {
    shim: ['Shim', string],
    runtime: ['Runtime', string],
    runtime_root: ['RuntimeRoot', string],
    no_shim: ['NoShim', boolean],
    shim_debug: ['ShimDebug', boolean],
  }),
  'io.containerd.runtime.v2.task': extended(task, struct('', { sched_core: ['SchedCore', boolean] })),
  'io.containerd.service.v1.diff-service': diff,
  'io.containerd.snapshotter.v1.overlayfs': overlayfs,
};

/** Since 1.7. */
const since17: Shapes = {
  'io.containerd.internal.v1.tracing': struct('plugin.TraceConfig', {
    service_name: ['ServiceName', string],
    sampling_ratio: ['TraceSamplingRatio', float],
  }),
  [nriPlugin]: nri17,
  'io.containerd.snapshotter.v1.overlayfs': overlayfs17,
  [transferService]: transfer(unpack),
};

/** Since 2.0; measured with 2.1.9, and 2.0 is taken to have the same where nothing else is said. */
const two: Shapes = {
  'io.containerd.image-verifier.v1.bindir': struct('bindir.Config', {
    bin_dir: ['BinDir', string],
    max_verifiers: ['MaxVerifiers', integer],
    per_verifier_timeout: ['PerVerifierTimeout', duration],
  }),
  [metadata]: extended(bolt, struct('', { no_sync: ['NoSync', boolean] })),
  'io.containerd.monitor.container.v1.restart': restart,
  'io.containerd.monitor.task.v1.cgroups': cgroups,
  [nriPlugin]: nri,
  'io.containerd.runtime.v2.task': task,
  'io.containerd.service.v1.diff-service': extended(diff, struct('', { sync_fs: ['SyncFs', boolean] })),
  [shimManager]: manager,
  'io.containerd.snapshotter.v1.overlayfs': extended(overlayfs17, struct('', { slow_chown: ['SlowChown', boolean] })),
  [transferService]: transfer2,
};

const socket = struct('server.config', {
  address: ['Address', string],
  uid: ['UID', integer],
  gid: ['GID', integer],
  max_recv_message_size: ['MaxRecvMsgSize', integer],
  max_send_message_size: ['MaxSendMsgSize', integer],
});

const validator = struct('validator.DefaultValidatorConfig', {
  enable: ['Enable', boolean],
  reject_oci_hook_adjustment: ['RejectOCIHookAdjustment', boolean],
  reject_runtime_default_seccomp_adjustment: ['RejectRuntimeDefaultSeccompAdjustment', boolean],
  reject_unconfined_seccomp_adjustment: ['RejectUnconfinedSeccompAdjustment', boolean],
  reject_custom_seccomp_adjustment: ['RejectCustomSeccompAdjustment', boolean],
  reject_namespace_adjustment: ['RejectNamespaceAdjustment', boolean],
  reject_sysctl_adjustment: ['RejectSysctlAdjustment', boolean],
  required_plugins: ['RequiredPlugins', strings],
  tolerate_missing_plugins_annotation: ['TolerateMissingPluginsAnnotation', string],
});

/** Since 2.2, as `config default` of 2.2.1 prints them. */
const since22: Shapes = {
  [nriPlugin]: extended(nri, struct('', { default_validator: ['DefaultValidator', validator] })),
  [transferService]: extended(transfer2, struct('', { max_concurrent_unpacks: ['MaxConcurrentUnpacks', integer] })),
};

/** Since 2.3, as `config default` of a 2.3 prints them. */
const servers: Shapes = {
  'io.containerd.metrics.v1.grpc-prometheus': struct('metrics.Config', { grpc_histogram: ['GRPCHistogram', boolean] }),
  'io.containerd.server.v1.grpc-tcp': struct('server.config', {
    address: ['Address', string],
    tls_ca: ['TLSCA', string],
    tls_cert: ['TLSCert', string],
    tls_key: ['TLSKey', string],
    tls_common_name: ['TLSCommonName', string],
    max_recv_message_size: ['MaxRecvMsgSize', integer],
    max_send_message_size: ['MaxSendMsgSize', integer],
  }),
  [shimManager]: extended(manager, struct('', { socket_dir: ['SocketDir', string] })),
  'io.containerd.server.v1.grpc': socket,
  'io.containerd.server.v1.ttrpc': struct('server.config', {
    address: ['Address', string],
    uid: ['UID', integer],
    gid: ['GID', integer],
  }),
  'io.containerd.server.v1.debug': struct('server.config', {
    address: ['Address', string],
    uid: ['UID', integer],
    gid: ['GID', integer],
  }),
  'io.containerd.server.v1.metrics': struct('server.config', { address: ['Address', string] }),
};

/**
 * The plugins of a release whose sections are checked. Sections of plugins that are not built everywhere (btrfs, zfs,
 * devmapper, aufs, blockfile) are not: whether a wrong type in them is fatal depends on the build.
 */
export function pluginShapes(release: ConfigRelease): ReadonlyMap<string, StructShape> {
  const { splitCri, handlers, serverPlugins } = release;
  const cri = splitCri
    ? { [criService]: criServiceShape, [criRuntime]: criRuntimeShape(release), [criImages]: criImagesShape(release) }
    : { [criService]: criShape(release) };
  return new Map(
    Object.entries({
      ...common,
      ...(splitCri ? {} : one),
      ...(handlers.allDevices ? since17 : {}),
      ...(splitCri ? two : {}),
      ...(release.validator ? since22 : {}),
      ...(serverPlugins ? servers : {}),
      ...cri,
    }),
  );
}
