import { expect, it } from 'vitest';
import { renderDockerVersion } from '../../../src/render/docker/version.ts';
import { host, inventory } from '../../builders.ts';

const own = { version: '0.1.0', apiVersion: '1.51', minApiVersion: '1.24', architecture: 'amd64' };

it('renderDockerVersion() names shimdex and the versions it uses', () => {
  expect(renderDockerVersion(inventory(), own)).toEqual({
    Platform: { Name: 'shimdex' },
    Components: [
      {
        Name: 'Engine',
        Version: '28.2.2',
        Details: {
          ApiVersion: '1.51',
          MinAPIVersion: '1.24',
          Os: 'linux',
          Arch: 'amd64',
          Experimental: 'false',
          VersionSource: 'read',
        },
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

it('renderDockerVersion() says that the version of the Engine is assumed', () => {
  const { docker } = host();
  const assumed = inventory({ host: host({ docker: { ...docker, version: '29.7.2', versionSource: 'assumed' } }) });

  expect(renderDockerVersion(assumed, own)['Components']).toContainEqual(
    expect.objectContaining({ Name: 'Engine', Details: expect.objectContaining({ VersionSource: 'assumed' }) }),
  );
});

it("renderDockerVersion() is the Engine's own answer if there is one", () => {
  const body = { Version: '20.10.24', Platform: { Name: '' } };

  expect(renderDockerVersion(inventory(), own, { state: 'read', body })).toBe(body);
});

it('renderDockerVersion() reports a problem with the Engine', () => {
  const body = { Version: '28.5.2', Components: [{ Name: 'Engine', Version: '28.5.2' }] };
  const late = renderDockerVersion(inventory(), own, { state: 'stale', body, message: 'It was late\u001b' });
  const missing = renderDockerVersion(inventory(), own, { state: 'unreadable', message: 'It is sick' });
  const shimdex = (warning: string) => ({ Name: 'shimdex', Version: '0.1.0', Details: { Warning: warning } });

  expect(late).toEqual({
    Version: '28.5.2',
    Components: [...body.Components, shimdex('It was late\\x1b; its last answer is shown')],
  });
  expect(missing['Components']).toContainEqual(shimdex('It is sick; its data is missing'));
});
