import { defined } from '../../model/defined.ts';
import type { EngineReading } from '../../model/docker/engine-view.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { engineTrouble } from './engine-trouble.ts';

/** Our own versions in `GET /version`. */
interface OwnVersion {
  readonly version: string;
  readonly apiVersion: string;
  readonly minApiVersion: string;
  /** Go's name for it, for example `amd64`. */
  readonly architecture: string;
}

/**
 * The body of the Engine's `GET /version`: its own answer, else ours. A problem with the Engine is a detail of our
 * component.
 *
 * The CLI prints `Components` instead of the flat fields when both exist, but adds an Engine from the flat fields when no
 * component has that name.
 */
export function renderDockerVersion(
  { host }: Inventory,
  own: OwnVersion,
  engine: EngineReading = { state: 'absent' },
): Readonly<Record<string, unknown>> {
  const trouble = engineTrouble(engine);
  const shimdex = { Name: 'shimdex', Version: own.version, Details: defined({ Warning: trouble }) };
  if (engine.body !== undefined) return trouble === undefined ? engine.body : withComponent(engine.body, shimdex);
  const { docker, containerd } = host;
  const api = {
    ApiVersion: own.apiVersion,
    MinAPIVersion: own.minApiVersion,
    Os: 'linux',
    Arch: own.architecture,
  };
  return {
    Platform: { Name: 'shimdex' },
    Components: [
      {
        Name: 'Engine',
        Version: docker.version,
        Details: { ...api, Experimental: 'false', VersionSource: docker.versionSource },
      },
      { Name: 'containerd', Version: containerd.version, Details: { VersionSource: containerd.versionSource } },
      shimdex,
    ],
    Version: docker.version,
    ...api,
  };
}

function withComponent(body: Readonly<Record<string, unknown>>, component: object): Readonly<Record<string, unknown>> {
  const { Components: components } = body;
  return { ...body, Components: [...(Array.isArray(components) ? components : []), component] };
}
