import { expect, it } from 'vitest';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'handler-unavailable';
const runtimes = 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]\n';

it('handlerUnavailable() quotes containerd about a handler whose shim is missing', () => {
  const found = findingsOf(configuredHost('2.2.0', `${runtimes}runtime_type = "io.containerd.kata.v2"`));

  expect(found.filter((each) => each.code === code)).toMatchObject([{ severity: 'medium', subject: 'kata' }]);
  expect(found.find((each) => each.code === code)?.message).toContain('"io.containerd.kata.v2" binary not installed');
});

it.each([
  `${runtimes}runtime_type = "io.containerd.runc.v2"`,
  `disabled_plugins = ["io.containerd.grpc.v1.cri"]\n${runtimes}runtime_type = "io.containerd.kata.v2"`,
  'version = 2',
])('handlerUnavailable() finds nothing for %j', (text) => {
  expect(findingsOf(configuredHost('2.2.0', text)).map((each) => each.code)).not.toContain(code);
});
