import { describe, expect, it } from 'vitest';
import { helps, resolve, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const withShims = (...names: readonly string[]): CaseHost =>
  newHost()
    .running()
    .program(...names.map((name) => `/usr/local/bin/containerd-shim-${name}`));

const stock = ['runc', 'io.containerd.runc.v2', 'io.containerd.runc.v1'];

it('another version of the same name is the only suggestion', async () => {
  const { didYouMean } = await resolve(withShims('runsc-v1'), 'io.containerd.runsc.v2');

  expect(didYouMean).toEqual(['io.containerd.runsc.v1']);
});

it.each([
  ['io.containerd.kata.v1', 'kata-v2', 'io.containerd.kata.v2'],
  ['io.containerd.kata.v3', 'kata-v2', 'io.containerd.kata.v2'],
  ['io.containerd.spin.v1', 'spin-v2', 'io.containerd.spin.v2'],
  ['io.containerd.wasmedge.v2', 'wasmedge-v1', 'io.containerd.wasmedge.v1'],
  ['io.containerd.kata', 'kata-v2', 'io.containerd.kata.v2'],
  ['io.containerd.mine.v1', 'mine-v2', 'io.containerd.mine.v2'],
])('%s leads to the version of %s that is installed', async (name, shim, meant) => {
  const { didYouMean } = await resolve(withShims(shim), name);

  expect(didYouMean?.[0]).toBe(meant);
});

it('another version is suggested before another name', async () => {
  const { didYouMean } = await resolve(withShims('kata-v2', 'kata-fc-v2', 'kata-qemu-v2'), 'io.containerd.kata.v3');

  expect(didYouMean?.[0]).toBe('io.containerd.kata.v2');
});

describe('runc is not suggested to somebody who asked for a sandbox', () => {
  it.each([
    'io.containerd.runsc.v1',
    'io.containerd.runsc.v2',
    'io.containerd.urunc.v2',
    'io.containerd.runu.v1',
    'io.containerd.runm.v2',
    'io.containerd.runh.v2',
    'io.containerd.rund.v1',
    'io.containerd.rune.v2',
    'io.containerd.krun.v2',
    'runsc',
    'gvisor',
    'kata',
    'nvidia',
  ])('%s', async (name) => {
    const resolution = await resolve(newHost().running(), name);

    for (const suggestion of resolution.didYouMean ?? []) expect(stock).not.toContain(suggestion);
  });
});

it('a weaker sandbox is not suggested for a stronger one', async () => {
  const { didYouMean = [] } = await resolve(withShims('kata-qemu-v2', 'wasm-v1'), 'io.containerd.kata-qemu-snp.v2');

  expect(didYouMean).toEqual([]);
});

it.each(['rusnc', 'runcs', 'io.containerd.rusnc.v1'])(
  '%s may be runsc: the sandbox comes before runc',
  async (name) => {
    const { didYouMean } = await resolve(newHost().base().program('/usr/local/bin/containerd-shim-runsc-v1'), name);

    expect(didYouMean?.[0]).toBe('io.containerd.runsc.v1');
  },
);

it('two letters that are swapped lead to the name', async () => {
  const { didYouMean } = await resolve(newHost().base(), 'rnuc');

  expect(didYouMean).toContain('runc');
});

it('a misspelt runc still leads to runc', async () => {
  const { didYouMean } = await resolve(newHost().running(), 'io.containerd.runcc.v2');

  expect(didYouMean?.[0]).toBe('io.containerd.runc.v2');
});

describe('nicknames', () => {
  it.each([
    ['gvisor', 'runsc-v1', 'io.containerd.runsc.v1'],
    ['runsc', 'runsc-v1', 'io.containerd.runsc.v1'],
    ['kata', 'kata-v2', 'io.containerd.kata.v2'],
    ['kata-containers', 'kata-v2', 'io.containerd.kata.v2'],
    ['wasm', 'wasmtime-v1', 'io.containerd.wasmtime.v1'],
    ['wasm', 'wasmedge-v1', 'io.containerd.wasmedge.v1'],
    ['wasmedge', 'wasmedge-v1', 'io.containerd.wasmedge.v1'],
    ['spin', 'spin-v2', 'io.containerd.spin.v2'],
    ['io.containerd.gvisor.v1', 'runsc-v1', 'io.containerd.runsc.v1'],
    ['GVisor', 'runsc-v1', 'io.containerd.runsc.v1'],
  ])('%s with the shim %s leads to %s', async (name, shim, meant) => {
    expect((await resolve(withShims(shim), name)).didYouMean?.[0]).toBe(meant);
  });

  it.each([
    ['gvisor', /gvisor/i],
    ['kata', /kata/i],
    ['nvidia', /nvidia/i],
    ['io.containerd.kata.v2', /kata-?containers/i],
    ['io.containerd.spin.v2', /spin/i],
  ])('%s, if nothing of it is installed, leads to where to get it', async (name, project) => {
    const resolution = await resolve(newHost().running(), name);

    const advice = words(resolution.advice);
    expect(advice).toMatch(project);
    expect(advice).toMatch(/https:\/\//);
  });
});

it('a name that nothing is like has no suggestion and is not sent to a project', async () => {
  const resolution = await resolve(newHost().running(), 'io.containerd.qwertyuiop.v7');

  expect(resolution.didYouMean ?? []).toEqual([]);
  expect(helps(resolution)).not.toMatch(/https:\/\//);
});

it('a configured runtime whose name is close is suggested', async () => {
  const host = newHost()
    .running()
    .program('/usr/bin/crun')
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });

  expect((await resolve(host, 'crunn')).didYouMean?.[0]).toBe('crun');
});

it('the binary name of a shim leads to the runtime', async () => {
  const { didYouMean } = await resolve(withShims('kata-v2'), 'containerd-shim-kata-v2');

  expect(didYouMean?.[0]).toBe('io.containerd.kata.v2');
});

it.each([
  ['io.containerd.crun.v2', 'Install crun (https://github.com/containers/crun)'],
  ['io.containerd.sysbox-runc.v2', 'Install "sysbox-runc" from Sysbox (https://github.com/nestybox/sysbox)'],
])('%s stays missing after its program is installed', async (name, install) => {
  const { advice = [] } = await resolve(newHost().base(), name);
  const why = 'an OCI runtime, which has no shim of its own: io.containerd.runc.v2 starts it';
  expect(advice.map(({ text }) => text)).toEqual([`${install}, ${why}`]);
});
