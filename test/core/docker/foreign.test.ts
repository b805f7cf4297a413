import { expect, it } from 'vitest';
import type { EngineBond } from '../../../src/core/docker/config/dockerd.ts';
import { foreignEngine } from '../../../src/core/docker/foreign.ts';
import type { EngineIdentity } from '../../../src/model/docker/engine-origin.ts';

const desktop = { name: 'docker-desktop', operatingSystem: 'Docker Desktop' };
const colima = { name: 'colima' };
const plain = { name: 'host' };
const podman = { components: ['Podman Engine'] };
const rootless = { name: 'host', securityOptions: ['name=rootless'] };
const snap = { name: 'host', dockerRootDir: '/var/snap/docker/common/var-lib-docker' };

it.each<[EngineBond, EngineIdentity, string | undefined]>([
  ['owner', desktop, undefined],
  ['owner', snap, undefined],
  ['listener', desktop, 'docker-desktop'],
  ['listener', snap, 'snap'],
  ['listener', colima, 'colima'],
  ['listener', plain, undefined],
  ['listener', rootless, undefined],
  ['given', desktop, undefined],
  ['given', podman, 'podman'],
  ['hidden', plain, undefined],
  ['hidden', snap, 'snap'],
  ['none', plain, 'unknown'],
  ['none', rootless, 'rootless'],
])('foreignEngine() with the bond %s', (bond, identity, product) => {
  const engine = { version: '28.4.0', defaultRuntime: 'runc', runtimes: new Map(), identity };

  expect(foreignEngine(engine, bond, 'host')?.product).toBe(product);
});

it('foreignEngine() is not foreign inside the machine that has its name', () => {
  const engine = { version: '28.4.0', defaultRuntime: 'runc', runtimes: new Map(), identity: colima };

  expect(foreignEngine(engine, 'listener', 'colima')).toBeUndefined();
});
