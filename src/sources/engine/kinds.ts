import {
  anyObject,
  base64,
  cidr,
  flag,
  int64,
  type Kind,
  listOf,
  mapOf,
  moment,
  objectOf,
  present,
  text,
  uint32,
  uint64,
} from './json-kinds.ts';

const caConfig = objectOf({
  NodeCertExpiry: int64,
  ForceRotate: uint64,
  ...each(text, ['SigningCACert', 'SigningCAKey']),
  ExternalCAs: listOf(present(objectOf({ ...each(text, ['Protocol', 'URL', 'CACert']), Options: mapOf(text) }))),
});

const cluster = objectOf({
  ID: text,
  Version: objectOf({ Index: uint64 }),
  ...each(moment, ['CreatedAt', 'UpdatedAt']),
  Spec: objectOf({
    Name: text,
    Labels: mapOf(text),
    Orchestration: objectOf({ TaskHistoryRetentionLimit: int64 }),
    Raft: objectOf({
      ...each(uint64, ['SnapshotInterval', 'KeepOldSnapshots', 'LogEntriesForSlowFollowers']),
      ...each(int64, ['ElectionTick', 'HeartbeatTick']),
    }),
    Dispatcher: objectOf({ HeartbeatPeriod: int64 }),
    CAConfig: caConfig,
    TaskDefaults: objectOf({ LogDriver: objectOf({ Name: text, Options: mapOf(text) }) }),
    EncryptionConfig: objectOf({ AutoLockManagers: flag }),
  }),
  TLSInfo: objectOf({ TrustRoot: text, ...each(base64, ['CertIssuerSubject', 'CertIssuerPublicKey']) }),
  RootRotationInProgress: flag,
  DefaultAddrPool: listOf(text),
  ...each(uint32, ['SubnetSize', 'DataPathPort']),
});

/**
 * The members of `GET /info` that Docker's clients decode: one of another kind makes them reject the whole answer.
 *
 * Sources: moby `api/types/system/info.go`, `api/types/swarm/swarm.go`, `api/types/registry/registry.go`; docker/cli
 * 20.10 `vendor/github.com/docker/docker/api/types/types.go`.
 */
export const infoKind = objectOf({
  ...each(text, [
    'ID',
    'Driver',
    'SystemTime',
    'LoggingDriver',
    'CgroupDriver',
    'CgroupVersion',
    'KernelVersion',
    'OperatingSystem',
    'OSVersion',
    'OSType',
    'Architecture',
    'IndexServerAddress',
    'DockerRootDir',
    'HttpProxy',
    'HttpsProxy',
    'NoProxy',
    'Name',
    'ServerVersion',
    'ClusterStore',
    'ClusterAdvertise',
    'DefaultRuntime',
    'Isolation',
    'InitBinary',
    'ProductLicense',
  ]),
  ...each(int64, [
    'Containers',
    'ContainersRunning',
    'ContainersPaused',
    'ContainersStopped',
    'Images',
    'NFd',
    'NGoroutines',
    'NEventsListener',
    'NCPU',
    'MemTotal',
  ]),
  ...each(flag, [
    'MemoryLimit',
    'SwapLimit',
    'KernelMemory',
    'KernelMemoryTCP',
    'CpuCfsPeriod',
    'CpuCfsQuota',
    'CPUShares',
    'CPUSet',
    'PidsLimit',
    'IPv4Forwarding',
    'BridgeNfIptables',
    'BridgeNfIp6tables',
    'Debug',
    'OomKillDisable',
    'ExperimentalBuild',
    'LiveRestoreEnabled',
  ]),
  ...each(listOf(text), ['Labels', 'SecurityOptions', 'CDISpecDirs', 'Warnings']),
  ...each(listOf(listOf(text)), ['DriverStatus', 'SystemStatus']),
  ...each(objectOf({ ID: text, Expected: text }), ['ContainerdCommit', 'RuncCommit', 'InitCommit']),
  Runtimes: mapOf(
    objectOf({
      path: text,
      runtimeArgs: listOf(text),
      runtimeType: text,
      options: anyObject,
      status: mapOf(text),
    }),
  ),
  Plugins: objectOf(each(listOf(text), ['Volume', 'Network', 'Authorization', 'Log'])),
  RegistryConfig: objectOf({
    ...each(listOf(present(cidr)), ['AllowNondistributableArtifactsCIDRs', 'InsecureRegistryCIDRs']),
    ...each(listOf(text), ['AllowNondistributableArtifactsHostnames', 'Mirrors']),
    IndexConfigs: mapOf(present(objectOf({ Name: text, Mirrors: listOf(text), Secure: flag, Official: flag }))),
  }),
  GenericResources: listOf(
    objectOf({
      NamedResourceSpec: objectOf({ Kind: text, Value: text }),
      DiscreteResourceSpec: objectOf({ Kind: text, Value: int64 }),
    }),
  ),
  Swarm: objectOf({
    ...each(text, ['NodeID', 'NodeAddr', 'LocalNodeState', 'Error']),
    ...each(int64, ['Nodes', 'Managers']),
    ControlAvailable: flag,
    RemoteManagers: listOf(objectOf({ NodeID: text, Addr: text })),
    Cluster: cluster,
    Warnings: listOf(text),
  }),
  DefaultAddressPools: listOf(objectOf({ Base: text, Size: int64 })),
  FirewallBackend: objectOf({ Driver: text, Info: listOf(listOf(text)) }),
  DiscoveredDevices: listOf(objectOf({ Source: text, ID: text })),
  Containerd: objectOf({ Address: text, Namespaces: objectOf({ Containers: text, Plugins: text }) }),
});

/** The members of `GET /version` that Docker's clients decode. Source: moby `api/types/types.go`, `Version`. */
export const versionKind = objectOf({
  ...each(text, [
    'Version',
    'ApiVersion',
    'MinAPIVersion',
    'GitCommit',
    'GoVersion',
    'Os',
    'Arch',
    'KernelVersion',
    'BuildTime',
  ]),
  Experimental: flag,
  Platform: objectOf({ Name: text }),
  Components: listOf(objectOf({ Name: text, Version: text, Details: mapOf(text) })),
});

function each(kind: Kind, names: readonly string[]): Readonly<Record<string, Kind>> {
  return Object.fromEntries(names.map((name) => [name, kind]));
}
