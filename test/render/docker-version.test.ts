import { expect, it } from 'vitest';
import { renderDockerVersion } from '../../src/render/docker-version.ts';
import { inventory } from '../builders.ts';

const own = { version: '0.1.0', apiVersion: '1.51', minApiVersion: '1.24', architecture: 'amd64' };

it('renderDockerVersion() says that it is shimdex, and whose rules it applies', () => {
  expect(renderDockerVersion(inventory(), own)).toEqual({
    Platform: { Name: 'shimdex' },
    Components: [
      {
        Name: 'Engine',
        Version: '28.2.2',
        Details: { ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64', Experimental: 'false' },
      },
      { Name: 'containerd', Version: '1.7.24', Details: { VersionSource: 'read' } },
      { Name: 'shimdex', Version: '0.1.0', Details: {} },
    ],
    Version: '28.2.2',
    ApiVersion: '1.51',
    MinAPIVersion: '1.24',
    Os: 'linux',
    Arch: 'amd64',
  });
});

it("renderDockerVersion() is the Engine's own where there is one", () => {
  const body = { Version: '20.10.24', Platform: { Name: '' } };

  expect(renderDockerVersion(inventory(), own, { state: 'stale', body })).toBe(body);
});
