import { expect, it } from 'vitest';
import { handler } from '../../../containerd/config/config-host.ts';
import { configuredHost } from '../../configured.ts';
import { findingsOf } from '../../findings-of.ts';

const code = 'cri-disabled';
const runc = 'io.containerd.runc.v2';

it.each([
  ['1.7.24', `disabled_plugins = ["cri"]\n${handler(1, 'x', runc)}`, 1, 'disabled_plugins = []\n'],
  [
    '2.2.0',
    `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.x.v1.y"]\n${handler(2, 'x', runc)}`,
    2,
    'disabled_plugins = ["io.containerd.x.v1.y"]\n',
  ],
  [
    '2.3.4',
    `version = 3\ndisabled_plugins = ["io.containerd.cri.v1.images"]\n${handler(3, 'x', runc)}`,
    2,
    'disabled_plugins = []\n',
  ],
])('criDisabled() of %s says which list has CRI, and how it is without: %j', (version, text, line, snippet) => {
  const found = findingsOf(configuredHost(version, text)).filter((each) => each.code === code);

  expect(found).toMatchObject([{ severity: 'medium', subject: `/etc/containerd/config.toml:${line}` }]);
  expect(found[0]?.message).toContain('"x"');
  expect(found[0]?.advice[0]).toMatchObject({ file: '/etc/containerd/config.toml', snippet });
});

it.each(['disabled_plugins = ["cri"]\n', `version = 2\n${handler(2, 'runc', runc)}`])(
  'criDisabled() finds nothing without handlers, or without a disabled plugin: %j',
  (text) => {
    for (const version of ['1.7.24', '2.2.0']) {
      expect(findingsOf(configuredHost(version, text)).map((each) => each.code)).not.toContain(code);
    }
  },
);
