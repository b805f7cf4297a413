import { expect, it } from 'vitest';
import { engineOrigin, isAlwaysForeign } from '../../../src/core/docker/engine-origin.ts';

it.each([
  ['docker-desktop', { name: 'docker-desktop', operatingSystem: 'Docker Desktop', dockerRootDir: '/var/lib/docker' }],
  [
    'snap',
    { name: 'host', operatingSystem: 'Ubuntu Core 22', dockerRootDir: '/var/snap/docker/common/var-lib-docker' },
  ],
  ['podman', { components: ['Podman Engine', 'Conmon', 'OCI Runtime (crun)'] }],
  ['rancher-desktop', { name: 'lima-rancher-desktop', operatingSystem: 'Alpine Linux v3.20' }],
  ['rancher-desktop', { name: 'PC', operatingSystem: 'Rancher Desktop WSL Distribution' }],
  ['colima', { name: 'colima', operatingSystem: 'Ubuntu 24.04.1 LTS' }],
  ['colima', { name: 'colima-work' }],
  ['lima', { name: 'lima-docker' }],
  ['orbstack', { name: 'orbstack', operatingSystem: 'OrbStack' }],
  ['rootless', { securityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'] }],
  ['unknown', { name: 'node1', operatingSystem: 'Debian GNU/Linux 12', dockerRootDir: '/var/lib/docker' }],
  ['unknown', {}],
])('engineOrigin() recognises %s', (product, identity) => {
  expect(engineOrigin(identity).product).toBe(product);
});

it('engineOrigin() names the file of a rootless Engine in the home of its user', () => {
  const identity = { securityOptions: ['name=rootless'], dockerRootDir: '/home/u/.local/share/docker' };

  expect(engineOrigin(identity).configFile).toBe('/home/u/.config/docker/daemon.json');
});

it('isAlwaysForeign() holds for products that bring their own host', () => {
  expect(isAlwaysForeign(engineOrigin({ name: 'docker-desktop' }))).toBe(true);
  expect(isAlwaysForeign(engineOrigin({ securityOptions: ['name=rootless'] }))).toBe(false);
  expect(isAlwaysForeign(engineOrigin({}))).toBe(false);
});
