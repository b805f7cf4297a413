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
  [
    '2.3.4',
    'version = 4\n[grpc]\naddress = "/run/x.sock"',
    '[plugins."io.containerd.server.v1.grpc"]\naddress = "/run/x.sock"',
  ],
  ['2.3.4', 'version = 4\n[debug]\naddress = "/run/d.sock"\nlevel = "info"', 'io.containerd.server.v1.debug'],
  [
    '2.3.4',
    'version = 3\n[metrics]\naddress = ":1"\n[plugins."io.containerd.server.v1.metrics"]\naddress = ":2"',
    'io.containerd.server.v1.metrics',
  ],
])('containerdSectionIgnored() says what %s reads instead of %j', (version, text, snippet) => {
  const found = findingsOf(configuredHost(version, text)).filter((each) => each.code === code);

  expect(found).toHaveLength(1);
  expect(found[0]?.subject).toMatch(/^\/etc\/containerd\/config\.toml:\d$/);
  expect(found[0]?.advice[0]?.snippet).toContain(snippet);
});

it.each([
  ['1.7.24', '[plugins.opt]\npath = "/x"\n[plugins.cri.containerd]'],
  ['2.2.0', '[plugins."io.containerd.internal.v1.opt"]\npath = "/x"'],
  ['2.2.0', 'version = 3\n[grpc]\naddress = "/run/x.sock"'],
  ['2.3.4', 'version = 3\n[grpc]\naddress = "/run/x.sock"\n[ttrpc]\naddress = "/run/t.sock"\n[debug]\nlevel = "info"'],
  ['2.3.4', 'version = 4\n[plugins."io.containerd.server.v1.grpc"]\naddress = "/run/x.sock"'],
  ['2.2.0', 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]'],
])('containerdSectionIgnored() leaves what %s reads: %j', (version, text) => {
  expect(findingsOf(configuredHost(version, text)).map((each) => each.code)).not.toContain(code);
});
