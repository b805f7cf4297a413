import { expect, it } from 'vitest';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'cri-fails';

it.each([
  [
    '1.7.24',
    '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]\nruntime_type = "a.b"',
    'no corresponding runtime',
  ],
  ['1.7.24', '[plugins."io.containerd.grpc.v1.cri".containerd]\nsnapshotter = "x"', 'failed to find snapshotter "x"'],
  [
    '2.2.0',
    '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\nbase_runtime_spec = "/etc/spec.json"',
    'failed to open base OCI spec: /etc/spec.json',
  ],
])('criFails() quotes containerd %s about %j', (version, section, words) => {
  const found = findingsOf(configuredHost(version, `version = 2\n${section}\n`)).filter((each) => each.code === code);

  expect(found).toMatchObject([{ severity: 'medium', subject: '/etc/containerd/config.toml' }]);
  expect(found[0]?.message).toContain(words);
});

it.each(['version = 2', 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]'])(
  'criFails() finds nothing for %j',
  (text) => {
    for (const version of ['1.7.24', '2.2.0']) {
      expect(findingsOf(configuredHost(version, text)).map((each) => each.code)).not.toContain(code);
    }
  },
);
