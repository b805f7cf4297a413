import type { ConfigRelease } from '../release.ts';

/** The plugins that every build for Linux has, as URIs without `io.containerd.`. */
const always = [
  'content.v1.content',
  'differ.v1.walking',
  'event.v1.exchange',
  'gc.v1.scheduler',
  'internal.v1.opt',
  'metadata.v1.bolt',
  'runtime.v2.task',
  'snapshotter.v1.native',
  'snapshotter.v1.overlayfs',
  ...['containers', 'content', 'diff', 'images', 'introspection', 'namespaces', 'snapshots', 'tasks'].map(
    (name) => `service.v1.${name}-service`,
  ),
  ...['containers', 'content', 'cri', 'diff', 'events', 'healthcheck', 'images', 'introspection', 'leases'].map(
    (name) => `grpc.v1.${name}`,
  ),
  ...['namespaces', 'snapshots', 'tasks', 'version'].map((name) => `grpc.v1.${name}`),
];
const one = ['internal.v1.restart', 'monitor.v1.cgroups', 'runtime.v1.linux'];
const only16 = ['service.v1.leases-service'];
const only17 = ['runtime.v2.shim', 'sandbox.controller.v1.local'];
const since17 = [
  'grpc.v1.sandbox-controllers',
  'grpc.v1.sandboxes',
  'grpc.v1.streaming',
  'grpc.v1.transfer',
  'lease.v1.manager',
  'nri.v1.nri',
  'sandbox.store.v1.local',
  'streaming.v1.manager',
  'transfer.v1.local',
  'warning.v1.deprecations',
];
const since20 = [
  'cri.v1.images',
  'cri.v1.runtime',
  'image-verifier.v1.bindir',
  'monitor.container.v1.restart',
  'monitor.task.v1.cgroups',
  'podsandbox.controller.v1.podsandbox',
  'sandbox.controller.v1.shim',
  'shim.v1.manager',
];
const since23 = [
  'metrics.v1.grpc-prometheus',
  ...['debug', 'grpc', 'grpc-tcp', 'metrics', 'ttrpc'].map((name) => `server.v1.${name}`),
];

const ofSomeBuilds = [
  ...['aufs', 'blockfile', 'btrfs', 'devmapper', 'erofs', 'zfs'].map((name) => `snapshotter.v1.${name}`),
  'differ.v1.erofs',
  'internal.v1.tracing',
  'mount-handler.v1.erofs',
  'tracing.processor.v1.otlp',
  'ttrpc.v1.otelttrpc',
];

/** The plugins that some builds have and others do not, as URIs. */
export const pluginsOfSomeBuilds: readonly string[] = ofSomeBuilds.map(uriOf);

/** The plugins that every build of a release has, as URIs. */
export function registeredPlugins(release: ConfigRelease): ReadonlySet<string> {
  const { splitCri, handlers, serverPlugins } = release;
  const names = [
    ...always,
    ...(splitCri ? since20 : [...one, ...(handlers.allDevices ? only17 : only16)]),
    ...(handlers.allDevices ? since17 : []),
    ...(serverPlugins ? since23 : []),
  ];
  return new Set(names.map(uriOf));
}

function uriOf(name: string): string {
  return `io.containerd.${name}`;
}
