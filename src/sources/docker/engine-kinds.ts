import { anyObject, flag, type Kind, listOf, mapOf, objectOf, text, whole } from './json-kinds.ts';

/**
 * What Docker's clients decode of `GET /info`: they give up on the whole answer when one of these is of another kind.
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
  ...each(whole, [
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
    ...each(listOf(text), [
      'AllowNondistributableArtifactsCIDRs',
      'AllowNondistributableArtifactsHostnames',
      'InsecureRegistryCIDRs',
      'Mirrors',
    ]),
    IndexConfigs: mapOf(objectOf({ Name: text, Mirrors: listOf(text), Secure: flag, Official: flag })),
  }),
  GenericResources: listOf(
    objectOf({
      NamedResourceSpec: objectOf({ Kind: text, Value: text }),
      DiscreteResourceSpec: objectOf({ Kind: text, Value: whole }),
    }),
  ),
  Swarm: objectOf({
    ...each(text, ['NodeID', 'NodeAddr', 'LocalNodeState', 'Error']),
    ...each(whole, ['Nodes', 'Managers']),
    ControlAvailable: flag,
    RemoteManagers: listOf(objectOf({ NodeID: text, Addr: text })),
    Cluster: anyObject,
    Warnings: listOf(text),
  }),
  DefaultAddressPools: listOf(objectOf({ Base: text, Size: whole })),
  FirewallBackend: objectOf({ Driver: text, Info: listOf(listOf(text)) }),
  DiscoveredDevices: listOf(objectOf({ Source: text, ID: text })),
  Containerd: objectOf({ Address: text, Namespaces: objectOf({ Containers: text, Plugins: text }) }),
});

/** What Docker's clients decode of `GET /version`. Source: moby `api/types/types.go`, `Version`. */
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
