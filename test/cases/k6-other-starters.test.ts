import { expect, it } from 'vitest';
import { list, resolve, sourceOf } from './answers.ts';
import { newHost } from './host.ts';

const noDaemonJson = /^Give Podman the path of an OCI runtime with --runtime/;

it('CRI-O needs no containerd, so a pod is not helped by installing one', async () => {
  const host = newHost().program('/usr/bin/crio', '/usr/local/bin/containerd-shim-kata-v2');
  const { advice = [], sources } = await resolve(host, 'kata', '--client', 'cri');
  expect(advice.map(({ text }) => text)).toEqual([
    'Look at the configuration of CRI-O: its handlers are tables [crio.runtime.runtimes.NAME] in "/etc/crio"',
    'Or install containerd, which starts the shims',
  ]);
  expect(sourceOf({ sources }, 'containerd-process')?.message).toBe(
    'This host has no containerd. CRI-O can start containers here without one, but shimdex does not read their configuration',
  );
});

it('Podman needs no containerd', async () => {
  const host = newHost().program('/usr/bin/podman', '/usr/local/bin/containerd-shim-kata-v2');
  const { advice = [] } = await resolve(host, 'io.containerd.kata.v2');
  expect(advice[0]?.text).toMatch(noDaemonJson);
});

it('only containerd helps on a host with neither', async () => {
  const host = newHost().program('/usr/local/bin/containerd-shim-kata-v2');
  const { advice = [] } = await resolve(host, 'io.containerd.kata.v2');
  expect(advice).toEqual([{ text: 'Install containerd: it starts the shims' }]);
  const { sources } = await list(host);
  expect(sourceOf({ sources }, 'containerd-process')?.message).toBe('This host has no containerd');
});
