import { expect, it } from 'vitest';
import { ownContainerd } from '../../../../src/core/docker/config/own-containerd.ts';
import { dockerd } from '../../../builders.ts';

it('ownContainerd() is what dockerd writes below its exec root, with its places and without CRI', () => {
  expect(ownContainerd(dockerd({ flags: ['--exec-root=/e', '--data-root=/d'] }))).toMatchObject({
    isReplaced: true,
    file: '/e/containerd/containerd.toml',
    text: [
      'version = 2',
      'root = "/d/containerd/daemon"',
      'state = "/e/containerd/daemon"',
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      'address = "/e/containerd/containerd.sock"',
      '',
    ].join('\n'),
  });
});

it.each<[string, readonly string[], string, boolean]>([
  ['nothing', [], '{}', false],
  ['a flag', ['--cri-containerd'], '{}', true],
  ['a flag that says no', ['--cri-containerd=false'], '{}', false],
  ['daemon.json', [], '{"cri-containerd": true}', true],
])('with %s, CRI of its containerd is as it says', (_, flags, text, isOn) => {
  expect(ownContainerd(dockerd({ flags, text }))?.text.includes('cri')).toBe(!isOn);
});

it.each<[readonly string[], string]>([
  [['--containerd=/c.sock'], '{}'],
  [[], '{"containerd": "/c.sock"}'],
])('ownContainerd() is undefined for a dockerd that uses another one: %j %s', (flags, text) => {
  expect(ownContainerd(dockerd({ flags, text }))).toBeUndefined();
});
