import type { ConfigRelease } from '../release.ts';
import { criImagesShape, criRuntimeShape, criServiceShape, criShape } from './cri.ts';
import {
  any,
  boolean,
  duration,
  float,
  integer,
  list,
  map,
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

const rootPath = (go: string) => struct(go, { root_path: ['RootPath', string] });

const common: Readonly<Record<string, StructShape>> = {
  'io.containerd.gc.v1.scheduler': struct('scheduler.config', {
    pause_threshold: ['PauseThreshold', float],
    deletion_threshold: ['DeletionThreshold', integer],
    mutation_threshold: ['MutationThreshold', integer],
    schedule_delay: ['ScheduleDelay', duration],
    startup_delay: ['StartupDelay', duration],
  }),
  [opt]: struct('opt.Config', { path: ['Path', string] }),
  'io.containerd.internal.v1.restart': struct('restart.Config', { interval: ['Interval', duration] }),
  'io.containerd.metadata.v1.bolt': struct('metadata.BoltConfig', {
    content_sharing_policy: ['ContentSharingPolicy', string],
  }),
  'io.containerd.monitor.v1.cgroups': struct('cgroups.Config', { no_prometheus: ['NoPrometheus', boolean] }),
  'io.containerd.runtime.v2.task': struct('v2.Config', {
    platforms: ['Platforms', strings],
    sched_core: ['SchedCore', boolean],
  }),
  'io.containerd.service.v1.diff-service': struct('diff.config', { default: ['Order', strings] }),
  'io.containerd.service.v1.tasks-service': struct('tasks.Config', {
    rdt_config_file: ['RdtConfigFile', string],
    blockio_config_file: ['BlockIOConfigFile', string],
  }),
  'io.containerd.snapshotter.v1.native': rootPath('native.Config'),
  'io.containerd.snapshotter.v1.overlayfs': struct('overlay.Config', {
    root_path: ['RootPath', string],
    upperdir_label: ['UpperdirLabel', boolean],
    sync_remove: ['SyncRemove', boolean],
    slow_chown: ['SlowChown', boolean],
    mount_options: ['MountOptions', strings],
  }),
};

const one: Readonly<Record<string, StructShape>> = {
  'io.containerd.runtime.v1.linux': struct('linux.Config', {
    shim: ['Shim', string],
    runtime: ['Runtime', string],
    runtime_root: ['RuntimeRoot', string],
    no_shim: ['NoShim', boolean],
    shim_debug: ['ShimDebug', boolean],
  }),
};

const nri: Readonly<Record<string, StructShape>> = {
  'io.containerd.nri.v1.nri': struct('nri.Config', {
    disable: ['Disable', boolean],
    socket_path: ['SocketPath', string],
    plugin_path: ['PluginPath', string],
    plugin_config_path: ['PluginConfigPath', string],
    plugin_registration_timeout: ['PluginRegistrationTimeout', duration],
    plugin_request_timeout: ['PluginRequestTimeout', duration],
    disable_connections: ['DisableConnections', boolean],
  }),
  'io.containerd.internal.v1.tracing': struct('tracing.TraceConfig', {
    service_name: ['ServiceName', string],
    sampling_ratio: ['TraceSamplingRatio', float],
  }),
  'io.containerd.transfer.v1.local': struct('local.transferConfig', {
    max_concurrent_downloads: ['MaxConcurrentDownloads', integer],
    max_concurrent_uploaded_layers: ['MaxConcurrentUploadedLayers', integer],
    unpack_config: ['UnpackConfiguration', list(any)],
    registry: ['Registry', map(any)],
  }),
};

const socket = struct('server.config', {
  address: ['Address', string],
  uid: ['UID', integer],
  gid: ['GID', integer],
  max_recv_message_size: ['MaxRecvMsgSize', integer],
  max_send_message_size: ['MaxSendMsgSize', integer],
});

const servers: Readonly<Record<string, StructShape>> = {
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
    ? { [criService]: criServiceShape, [criRuntime]: criRuntimeShape(release), [criImages]: criImagesShape }
    : { [criService]: criShape(release) };
  return new Map(
    Object.entries({
      ...common,
      ...(splitCri ? {} : one),
      ...(handlers.allDevices ? nri : {}),
      ...(serverPlugins ? servers : {}),
      ...cri,
    }),
  );
}
