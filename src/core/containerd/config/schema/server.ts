import type { ConfigRelease } from '../release.ts';
import { any, boolean, extended, integer, map, type StructShape, string, strings, struct } from './shape.ts';

const grpc = struct('config.GRPCConfig', {
  address: ['Address', string],
  tcp_address: ['TCPAddress', string],
  tcp_tls_ca: ['TCPTLSCA', string],
  tcp_tls_cert: ['TCPTLSCert', string],
  tcp_tls_key: ['TCPTLSKey', string],
  tcp_tls_common_name: ['TCPTLSCName', string],
  uid: ['UID', integer],
  gid: ['GID', integer],
  max_recv_message_size: ['MaxRecvMsgSize', integer],
  max_send_message_size: ['MaxSendMsgSize', integer],
});

const ttrpc = struct('config.TTRPCConfig', {
  address: ['Address', string],
  uid: ['UID', integer],
  gid: ['GID', integer],
});

const debug = struct('config.Debug', {
  address: ['Address', string],
  uid: ['UID', integer],
  gid: ['GID', integer],
  level: ['Level', string],
  format: ['Format', string],
});

const debug23 = extended(debug, struct('', { log_trace_id: ['LogTraceID', boolean] }));

const metrics = struct('config.MetricsConfig', {
  address: ['Address', string],
  grpc_histogram: ['GRPCHistogram', boolean],
});

const proxyPlugin = struct('config.ProxyPlugin', {
  type: ['Type', string],
  address: ['Address', string],
  platform: ['Platform', string],
  exports: ['Exports', map(string)],
  capabilities: ['Capabilities', strings],
});

const streamProcessor = struct('config.StreamProcessor', {
  accepts: ['Accepts', strings],
  returns: ['Returns', string],
  path: ['Path', string],
  args: ['Args', strings],
  env: ['Env', strings],
});

const server = {
  version: ['Version', integer],
  root: ['Root', string],
  state: ['State', string],
  temp: ['TempDir', string],
  grpc: ['GRPC', grpc],
  ttrpc: ['TTRPC', ttrpc],
  debug: ['Debug', debug],
  metrics: ['Metrics', metrics],
  disabled_plugins: ['DisabledPlugins', strings],
  required_plugins: ['RequiredPlugins', strings],
  oom_score: ['OOMScore', integer],
  cgroup: ['Cgroup', struct('config.CgroupConfig', { path: ['Path', string] })],
  proxy_plugins: ['ProxyPlugins', map(proxyPlugin)],
  timeouts: ['Timeouts', map(string)],
  imports: ['Imports', strings],
  stream_processors: ['StreamProcessors', map(streamProcessor)],
} as const;

/** In 1.x each section of a plugin must be a table already here; the name is how its error calls the type. */
const tree = struct('toml.Tree', {});

/** The keys of a configuration file. In 1.x there is also `plugin_dir`. Source: `Config` in `config.go`. */
export function serverShape(release: ConfigRelease): StructShape {
  const debugging = release.serverPlugins ? debug23 : debug;
  if (release.splitCri)
    return struct('config.Config', { ...server, debug: ['Debug', debugging], plugins: ['Plugins', map(any)] });
  return struct('config.Config', { ...server, plugin_dir: ['PluginDir', string], plugins: ['Plugins', map(tree)] });
}

/** Says whether the section of a plugin is kept as it is: its keys are checked later, by the plugin. */
export function isOpaque(shape: StructShape): boolean {
  return shape.go === 'toml.Tree';
}
