import type { ConfigRelease, HandlerRelease } from '../release.ts';
import { any, boolean, extended, integer, list, map, type StructShape, string, strings, struct } from './shape.ts';

const handlerKeys = struct('config.Runtime', {
  runtime_type: ['Type', string],
  runtime_path: ['Path', string],
  pod_annotations: ['PodAnnotations', strings],
  container_annotations: ['ContainerAnnotations', strings],
  options: ['Options', map(any)],
  privileged_without_host_devices: ['PrivilegedWithoutHostDevices', boolean],
  base_runtime_spec: ['BaseRuntimeSpec', string],
  cni_conf_dir: ['NetworkPluginConfDir', string],
  cni_max_conf_num: ['NetworkPluginMaxConfNum', integer],
});

/** The keys of a runtime handler. Source: `Runtime` in `pkg/cri/config/config.go` (1.x), `internal/cri/config` (2.x). */
function handlerShape(release: HandlerRelease): StructShape {
  const allDevices = 'privileged_without_host_devices_all_devices_allowed';
  return extended(
    handlerKeys,
    when(release.deprecated, { runtime_engine: ['Engine', string], runtime_root: ['Root', string] }),
    when(release.allDevices, {
      [allDevices]: ['PrivilegedWithoutHostDevicesAllDevicesAllowed', boolean],
      snapshotter: ['Snapshotter', string],
    }),
    when(release.sandboxKey === 'sandbox_mode', { sandbox_mode: ['SandboxMode', string] }),
    when(release.sandboxKey === 'sandboxer', { sandboxer: ['Sandboxer', string] }),
    when(release.ioType, { io_type: ['IOType', string] }),
    when(release.cgroupWritable, { cgroup_writable: ['CgroupWritable', boolean] }),
    when(release.pausePull, { disable_pause_image_pull: ['DisablePauseImagePull', boolean] }),
  );
}

type Fields = Parameters<typeof struct>[1];

function when(holds: boolean, fields: Fields): StructShape | undefined {
  return holds ? struct('', fields) : undefined;
}

function containerdShape(release: ConfigRelease): StructShape {
  const handler = handlerShape(release.handlers);
  const { deprecated, allDevices } = release.handlers;
  return extended(
    struct('config.ContainerdConfig', {
      default_runtime_name: ['DefaultRuntimeName', string],
      runtimes: ['Runtimes', map(handler)],
      ignore_rdt_not_enabled_errors: ['IgnoreRdtNotEnabledErrors', boolean],
    }),
    when(allDevices, { ignore_blockio_not_enabled_errors: ['IgnoreBlockIONotEnabledErrors', boolean] }),
    when(deprecated, {
      snapshotter: ['Snapshotter', string],
      default_runtime: ['DefaultRuntime', handler],
      untrusted_workload_runtime: ['UntrustedWorkloadRuntime', handler],
      no_pivot: ['NoPivot', boolean],
      disable_snapshot_annotations: ['DisableSnapshotAnnotations', boolean],
      discard_unpacked_layers: ['DiscardUnpackedLayers', boolean],
    }),
  );
}

const cni = struct('config.CniConfig', {
  bin_dir: ['NetworkPluginBinDir', string],
  conf_dir: ['NetworkPluginConfDir', string],
  max_conf_num: ['NetworkPluginMaxConfNum', integer],
  conf_template: ['NetworkPluginConfTemplate', string],
  ip_pref: ['IPPreference', string],
});

const cni17 = extended(cni, struct('', { setup_serially: ['NetworkPluginSetupSerially', boolean] }));

const runtimeKeys = {
  enable_selinux: ['EnableSelinux', boolean],
  selinux_category_range: ['SelinuxCategoryRange', integer],
  max_container_log_line_size: ['MaxContainerLogLineSize', integer],
  disable_apparmor: ['DisableApparmor', boolean],
  restrict_oom_score_adj: ['RestrictOOMScoreAdj', boolean],
  disable_proc_mount: ['DisableProcMount', boolean],
  unset_seccomp_profile: ['UnsetSeccompProfile', string],
  tolerate_missing_hugetlb_controller: ['TolerateMissingHugetlbController', boolean],
  disable_hugetlb_controller: ['DisableHugetlbController', boolean],
  device_ownership_from_security_context: ['DeviceOwnershipFromSecurityContext', boolean],
  ignore_image_defined_volumes: ['IgnoreImageDefinedVolumes', boolean],
  netns_mounts_under_state_dir: ['NetNSMountsUnderStateDir', boolean],
  enable_unprivileged_ports: ['EnableUnprivilegedPorts', boolean],
  enable_unprivileged_icmp: ['EnableUnprivilegedICMP', boolean],
} as const;

const runtimeKeys17 = {
  enable_cdi: ['EnableCDI', boolean],
  cdi_spec_dirs: ['CDISpecDirs', strings],
  drain_exec_sync_io_timeout: ['DrainExecSyncIOTimeout', string],
  ignore_deprecation_warnings: ['IgnoreDeprecationWarnings', strings],
} as const;

const auth = struct('config.AuthConfig', {
  username: ['Username', string],
  password: ['Password', string],
  auth: ['Auth', string],
  identitytoken: ['IdentityToken', string],
});

const tls = struct('config.TLSConfig', {
  insecure_skip_verify: ['InsecureSkipVerify', boolean],
  ca_file: ['CAFile', string],
  cert_file: ['CertFile', string],
  key_file: ['KeyFile', string],
});

function registry(withTls: boolean): StructShape {
  const config = extended(
    struct('config.RegistryConfig', { auth: ['Auth', auth] }),
    when(withTls, { tls: ['TLS', tls] }),
  );
  return struct('config.Registry', {
    config_path: ['ConfigPath', string],
    mirrors: ['Mirrors', map(struct('config.Mirror', { endpoint: ['Endpoints', strings] }))],
    configs: ['Configs', map(config)],
    auths: ['Auths', map(auth)],
    headers: ['Headers', map(list(string))],
  });
}

const imageKeys = {
  image_decryption: ['ImageDecryption', struct('config.ImageDecryption', { key_model: ['KeyModel', string] })],
  max_concurrent_downloads: ['MaxConcurrentDownloads', integer],
  stats_collect_period: ['StatsCollectPeriod', integer],
} as const;

const imageKeys17 = {
  image_pull_progress_timeout: ['ImagePullProgressTimeout', string],
  image_pull_with_sync_fs: ['ImagePullWithSyncFs', boolean],
} as const;

const streaming = {
  disable_tcp_service: ['DisableTCPService', boolean],
  stream_server_address: ['StreamServerAddress', string],
  stream_server_port: ['StreamServerPort', string],
  stream_idle_timeout: ['StreamIdleTimeout', string],
  enable_tls_streaming: ['EnableTLSStreaming', boolean],
  x509_key_pair_streaming: [
    'X509KeyPairStreaming',
    struct('config.X509KeyPairStreaming', {
      tls_cert_file: ['TLSCertFile', string],
      tls_key_file: ['TLSKeyFile', string],
    }),
  ],
} as const;

/** The one section of CRI in 1.x. */
export function criShape(release: ConfigRelease): StructShape {
  return extended(
    struct('config.PluginConfig', {
      containerd: ['ContainerdConfig', containerdShape(release)],
      cni: ['CniConfig', release.handlers.allDevices ? cni17 : cni],
      registry: ['Registry', registry(true)],
      sandbox_image: ['SandboxImage', string],
      systemd_cgroup: ['SystemdCgroup', boolean],
      disable_cgroup: ['DisableCgroup', boolean],
      ...runtimeKeys,
      ...imageKeys,
      ...streaming,
    }),
    when(release.handlers.allDevices, { ...runtimeKeys17, ...imageKeys17 }),
  );
}

/** `io.containerd.cri.v1.runtime` (2.x). */
export function criRuntimeShape(release: ConfigRelease): StructShape {
  const cni2 = extended(
    cni17,
    struct('', { use_internal_loopback: ['UseInternalLoopback', boolean] }),
    when(release.cri.binDirs, { bin_dirs: ['NetworkPluginBinDirs', strings] }),
  );
  return extended(
    struct('config.RuntimeConfig', {
      containerd: ['ContainerdConfig', containerdShape(release)],
      cni: ['CniConfig', cni2],
      ...runtimeKeys,
      ...runtimeKeys17,
    }),
    when(release.serverPlugins, {
      stats_collect_period: ['StatsCollectPeriod', string],
      stats_retention_period: ['StatsRetentionPeriod', string],
    }),
    when(release.cri.criu, { enable_criu: ['EnableCRIU', boolean] }),
    when(release.cri.restoreViaCreate, {
      enable_experimental_restore_via_create: ['EnableExperimentalRestoreViaCreate', boolean],
    }),
  );
}

/** `io.containerd.cri.v1.images` (2.x). */
export function criImagesShape(release: ConfigRelease): StructShape {
  return extended(
    struct('config.ImageConfig', {
      snapshotter: ['Snapshotter', string],
      disable_snapshot_annotations: ['DisableSnapshotAnnotations', boolean],
      discard_unpacked_layers: ['DiscardUnpackedLayers', boolean],
      pinned_images: ['PinnedImages', map(string)],
      runtime_platforms: [
        'RuntimePlatforms',
        map(struct('config.ImagePlatform', { platform: ['Platform', string], snapshotter: ['Snapshotter', string] })),
      ],
      registry: ['Registry', registry(false)],
      ...imageKeys,
      ...imageKeys17,
    }),
    when(release.cri.binDirs, {
      use_local_image_pull: ['UseLocalImagePull', boolean],
      concurrent_layer_fetch_buffer: ['ConcurrentLayerFetchBuffer', integer],
    }),
  );
}

/** `io.containerd.grpc.v1.cri` (2.x). */
export const criServiceShape: StructShape = struct('config.ServerConfig', streaming);
