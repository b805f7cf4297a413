import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observeOnce } from '../../src/discovery/observe-once.ts';
import { createResolver } from '../../src/discovery/resolver.ts';
import { ScenarioHost } from './scenario-host.ts';

describe('createResolver()', () => {
  let host: ScenarioHost;

  beforeEach(() => {
    host = new ScenarioHost();
  });

  afterEach(() => host.stop());

  it('answers with the files as they are now, whatever the inventory knows', async () => {
    const published = await observeOnce(host.files, host.settings);
    const resolve = createResolver({ published: () => published }, host.files, host.settings);
    const question = { name: 'io.containerd.kata.v2', client: 'docker' } as const;

    const before = resolve(question)?.resolution;
    host.install('b/containerd-shim-kata-v2');
    const after = resolve(question)?.resolution;

    expect(before).toMatchObject({ verdict: 'not-installed', available: false });
    expect(after).toMatchObject({ verdict: 'implicit', available: true, path: host.at('b/containerd-shim-kata-v2') });
  });

  it('applies the policy, and suggests names that are known', async () => {
    host.install('a/containerd-shim-kata-v2');
    const published = await observeOnce(host.files, host.settings);
    const store = { published: () => published };

    const denied = createResolver(store, host.files, { policy: { allow: [], deny: ['*-kata-*'] } });
    const resolve = createResolver(store, host.files, host.settings);

    expect(denied({ name: 'io.containerd.kata.v2', client: 'docker' })?.resolution).toMatchObject({
      verdict: 'refused',
      refusal: 'policy-denied',
    });
    expect(resolve({ name: 'io.containerd.katta.v2', client: 'docker' })?.resolution.didYouMean).toContain(
      'io.containerd.kata.v2',
    );
  });

  it('gives the inventory that it answers with, and no answer before there is one', async () => {
    const published = await observeOnce(host.files, host.settings);
    const question = { name: 'runc', client: 'docker' } as const;

    const early = createResolver({ published: () => undefined }, host.files, host.settings);
    const resolve = createResolver({ published: () => published }, host.files, host.settings);

    expect(early(question)).toBeUndefined();
    expect(resolve(question)?.inventory).toBe(published.inventory);
  });
});

describe('observeOnce()', () => {
  it('gives revision 1, and says what the search path was taken from', async () => {
    const host = new ScenarioHost();

    const { inventory } = await observeOnce(host.files, host.settings);
    await host.stop();

    expect(inventory.revision).toBe(1);
    expect(inventory.sources).toContainEqual({ source: 'search-path', state: 'read' });
  });
});
