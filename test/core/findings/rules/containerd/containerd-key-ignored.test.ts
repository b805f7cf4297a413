import { expect, it } from 'vitest';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

it.each([
  ['"io.containerd.cri.v1.runtime".containerd.runtimes.x', 'runtime_typ = "a.b"', 'Write "runtime_type"'],
  ['"io.containerd.grpc.v1.cri".containerd.runtimes.x', 'runtime_type = "a.b"', 'Move or remove'],
])('containerdKeyIgnored() reports an unknown key of %s once', (section, line, advice) => {
  const found = findingsOf(configuredHost('2.2.0', `version = 3\n[plugins.${section}]\n${line}\n`));

  const keys = found.filter((each) => each.code === 'containerd-key-ignored');
  expect(keys).toHaveLength(1);
  expect(keys[0]?.subject).toMatch(/^\/etc\/containerd\/config\.toml:\d$/);
  expect(keys[0]?.advice[0]?.text).toContain(advice);
});

it('containerdKeyIgnored() leaves known keys', () => {
  const text = 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\npath = "/x"\n';

  expect(findingsOf(configuredHost('2.2.0', text)).map((each) => each.code)).not.toContain('containerd-key-ignored');
});
