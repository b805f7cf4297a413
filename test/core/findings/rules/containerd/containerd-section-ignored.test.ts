import { expect, it } from 'vitest';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'containerd-section-ignored';

it.each([
  ['1.7.24', '[plugins."io.containerd.internal.v1.opt"]\npath = "/x"', 'version = 2'],
  ['1.7.24', '[plugins."io.containerd.grpc.v1.cri".containerd]', 'version = 2'],
  ['1.7.24', 'version = 2\n[plugins."io.containerd.cri.v1.runtime".containerd]', 'io.containerd.grpc.v1.cri'],
  ['2.2.0', 'version = 3\n[plugins.opt]\npath = "/x"', 'io.containerd.internal.v1.opt'],
  ['2.2.0', 'version = 3\n[plugins.cri.containerd]', 'io.containerd.cri.v1.runtime'],
])('containerdSectionIgnored() says what %s reads instead of %j', (version, text, snippet) => {
  const found = findingsOf(configuredHost(version, text)).filter((each) => each.code === code);

  expect(found).toHaveLength(1);
  expect(found[0]?.subject).toMatch(/^\/etc\/containerd\/config\.toml:\d$/);
  expect(found[0]?.advice[0]?.snippet).toContain(snippet);
});

it.each([
  ['1.7.24', '[plugins.opt]\npath = "/x"\n[plugins.cri.containerd]'],
  ['2.2.0', '[plugins."io.containerd.internal.v1.opt"]\npath = "/x"'],
  ['2.2.0', 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]'],
])('containerdSectionIgnored() leaves what %s reads: %j', (version, text) => {
  expect(findingsOf(configuredHost(version, text)).map((each) => each.code)).not.toContain(code);
});
