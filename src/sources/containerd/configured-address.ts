import { readTomlStrings, tomlKey } from './toml-strings.ts';

const serverPlugin = 'io.containerd.server.v1.grpc';

/** The first version of the format in which `[grpc]` has no effect: containerd 2.3. */
const pluginOnly = 4;

/**
 * The socket that a configuration file of containerd names; undefined without an address, or when the text is not TOML. `imports` are not
 * followed.
 *
 * Source: containerd `cmd/containerd/server/config/config.go`; before version 4, a section of the plugin wins over
 * `[grpc]`.
 */
export function configuredAddress(text: string): string | undefined {
  const config = readTomlStrings(text);
  if (config === undefined) return undefined;
  const version = config.get(tomlKey('version'));
  const ofPlugin = config.get(tomlKey('plugins', serverPlugin, 'address'));
  const isPluginOnly = typeof version === 'number' && version >= pluginOnly;
  const address = ofPlugin ?? (isPluginOnly ? undefined : config.get(tomlKey('grpc', 'address')));
  return typeof address === 'string' && address !== '' ? address : undefined;
}
