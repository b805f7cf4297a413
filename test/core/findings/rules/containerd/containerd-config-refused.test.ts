import { expect, it } from 'vitest';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'containerd-config-refused';

it('containerdConfigRefused() quotes containerd, and names the file and the line', () => {
  const found = findingsOf(configuredHost('1.7.24', 'version = 2\nroot = x\n')).filter((each) => each.code === code);

  expect(found).toMatchObject([{ severity: 'high', subject: '/etc/containerd/config.toml:2' }]);
  expect(found[0]?.message).toMatch(/^containerd would not start with this configuration: failed to load TOML: /);
});

it('containerdConfigRefused() says which name a disabled plugin has', () => {
  const found = findingsOf(configuredHost('1.7.24', 'version = 2\ndisabled_plugins = ["cri"]\n'));

  expect(found.find((each) => each.code === code)?.advice[0]?.snippet).toContain('io.containerd.grpc.v1.cri');
});

it('containerdConfigRefused() finds nothing in a configuration that works', () => {
  expect(findingsOf(configuredHost('1.7.24', 'version = 2\n')).map((each) => each.code)).not.toContain(code);
});
