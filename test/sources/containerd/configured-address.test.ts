import { expect, it } from 'vitest';
import { configuredAddress } from '../../../src/sources/containerd/configured-address.ts';

const plugin = '[plugins."io.containerd.server.v1.grpc"]\naddress = "/plugin.sock"\n';
const grpc = '[grpc]\naddress = "/grpc.sock"\n';

it.each([
  ['[grpc] without a version', grpc, '/grpc.sock'],
  ['[grpc] of version 3', `version = 3\n${grpc}`, '/grpc.sock'],
  ['the plugin of version 3 before [grpc]', `version = 3\n${grpc}${plugin}`, '/plugin.sock'],
  ['the plugin of version 4', `version = 4\n${plugin}`, '/plugin.sock'],
  ['nothing from [grpc] of version 4', `version = 4\n${grpc}`, undefined],
  ['nothing from an empty address', 'version = 2\n[grpc]\naddress = ""\n', undefined],
  ['nothing from another type', 'version = 2\n[grpc]\naddress = 5\n', undefined],
  ['nothing from a text that is not TOML', '[grpc\n', undefined],
])('configuredAddress() reads %s', (_, text, address) => {
  expect(configuredAddress(text)).toBe(address);
});
