import type { EngineReading } from '../../model/engine-view.ts';
import type { Inventory } from '../../model/inventory.ts';
import { engineTrouble } from './engine-trouble.ts';

/** What we say of ourselves in `GET /version`. */
export interface OwnVersion {
  readonly version: string;
  readonly apiVersion: string;
  readonly minApiVersion: string;
  /** As Go names it. */
  readonly architecture: string;
}

/**
 * The body of the Engine's `GET /version`: its own where there is one, else ours. What is wrong with the Engine stands
 * with the component that tells it.
 *
 * The CLI prints the `Components` and not the flat fields where both are there, but adds an Engine made of the flat
 * fields when no component has that name.
 */
export function renderDockerVersion(
  { host }: Inventory,
  own: OwnVersion,
  engine: EngineReading = { state: 'absent' },
): Readonly<Record<string, unknown>> {
  const trouble = engineTrouble(engine);
  const shimdex = { Name: 'shimdex', Version: own.version, Details: trouble === undefined ? {} : { Warning: trouble } };
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
      { Name: 'Engine', Version: docker.version, Details: { ...api, Experimental: 'false' } },
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
