import type { ConfigRelease } from '../release.ts';

/** The plugins that every build for Linux has, as URIs without `io.containerd.`. */
const always = [
  'content.v1.content',
  'differ.v1.walking',
  'event.v1.exchange',
  'gc.v1.scheduler',
  'internal.v1.opt',
  'internal.v1.restart',
  'metadata.v1.bolt',
  'monitor.v1.cgroups',
  'runtime.v2.task',
  'snapshotter.v1.native',
  'snapshotter.v1.overlayfs',
  ...['containers', 'content', 'diff', 'images', 'introspection', 'leases', 'namespaces', 'snapshots', 'tasks'].map(
    (name) => `service.v1.${name}-service`,
  ),
  ...['containers', 'content', 'cri', 'diff', 'events', 'healthcheck', 'images', 'introspection', 'leases'].map(
    (name) => `grpc.v1.${name}`,
  ),
  ...['namespaces', 'snapshots', 'tasks', 'version'].map((name) => `grpc.v1.${name}`),
];
const one = ['runtime.v1.linux'];
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
  'podsandbox.controller.v1.podsandbox',
  'sandbox.controller.v1.shim',
  'shim.v1.manager',
];
const since23 = ['server.v1.debug', 'server.v1.grpc', 'server.v1.metrics', 'server.v1.ttrpc'];

/** The plugins that a release has, as URIs. Plugins of some builds only are left out. */
export function registeredPlugins(release: ConfigRelease): ReadonlySet<string> {
  const { splitCri, handlers, serverPlugins } = release;
  const names = [
    ...always,
    ...(splitCri ? since20 : one),
    ...(handlers.allDevices ? since17 : []),
    ...(serverPlugins ? since23 : []),
  ];
  return new Set(names.map((name) => `io.containerd.${name}`));
}
