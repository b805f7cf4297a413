import { expect, it } from 'vitest';
import { belongsTo } from '../../../src/core/containerd/belongs-to.ts';

it.each([
  ['RKE2', ['/run/k3s/containerd/containerd.sock', '/var/lib/rancher/rke2/agent/etc/containerd/config.toml']],
  ['k3s', ['/run/k3s/containerd/containerd.sock']],
  ['MicroK8s', ['/var/snap/microk8s/common/run/containerd.sock']],
  ['k0s', ['/run/k0s/containerd.sock']],
  ['Docker', ['/var/run/docker/containerd/containerd.sock']],
  [undefined, ['/run/containerd/containerd.sock', '/usr/bin/containerd']],
])('belongsTo() is %s', (owner, paths) => {
  expect(belongsTo(paths)).toBe(owner);
});
