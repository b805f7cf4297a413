import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { configuredAddress } from '../../../src/sources/containerd/configured-address.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';

const plugin = '[plugins."io.containerd.server.v1.grpc"]\naddress = "/plugin.sock"\n';
const grpc = '[grpc]\naddress = "/grpc.sock"\n';
const usual = '/run/containerd/containerd.sock';
const file = '/etc/containerd/config.toml';

/** A host with these files, and a function that writes more. */
function hostWith(contents: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'configured-address-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(contents)) write(path, text);
  return { files: new HostFiles(root), write };
}

function request(version = '2.3.4', parameters: readonly string[] = []) {
  return { pid: 5, version, parameters, cwd: '/' };
}

it.each([
  ['[grpc] without a version', grpc, '/grpc.sock'],
  ['[grpc] of version 3', `version = 3\n${grpc}`, '/grpc.sock'],
  ['the plugin of version 3 before [grpc]', `version = 3\n${grpc}${plugin}`, '/plugin.sock'],
  ['the plugin of version 4', `version = 4\n${plugin}`, '/plugin.sock'],
  ['the usual socket instead of [grpc] of version 4', `version = 4\n${grpc}`, usual],
  ['the usual socket for an empty address', 'version = 2\n[grpc]\naddress = ""\n', usual],
  ['nothing from another type', 'version = 2\n[grpc]\naddress = 5\n', undefined],
  ['nothing from a text that is not TOML', '[grpc\n', undefined],
])('configuredAddress() reads %s', (_, text, address) => {
  expect(configuredAddress(hostWith({ [file]: text }).files, request()).address).toBe(address);
});

it('configuredAddress() reads the files that the main file imports', () => {
  const { files } = hostWith({ [file]: 'version = 2\nimports = ["x.toml"]\n', '/etc/containerd/x.toml': grpc });

  expect(configuredAddress(files, request('2.2.0')).address).toBe('/grpc.sock');
});

it('configuredAddress() follows --config, and reads what the release reads', () => {
  const { files } = hostWith({ '/k.toml': `version = 2\n${grpc}${plugin}` });

  expect(configuredAddress(files, request('2.2.0', ['--config', '/k.toml'])).address).toBe('/grpc.sock');
});

it('configuredAddress() keeps the address of a containerd whose file became invalid', () => {
  const { files, write } = hostWith({ [file]: grpc });
  expect(configuredAddress(files, request()).address).toBe('/grpc.sock');

  write(file, '[grpc');

  expect(configuredAddress(files, request()).address).toBe('/grpc.sock');
});
