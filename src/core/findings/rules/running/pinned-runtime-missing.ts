import type { DockerContainer } from '../../../../model/host/running.ts';
import type { Resolution } from '../../../../model/resolution.ts';
import { resolveListed } from '../../../resolve/resolve.ts';
import { dockerContainersOf } from '../../../running/container-runtime.ts';
import type { Rule, RuleFinding } from '../../context.ts';
import { shortList } from './unmanaged-containers.ts';

/**
 * Docker looks a container's runtime up when it starts the container, so a stopped container, and one that Docker restarts,
 * needs the runtime that it was made with.
 *
 * Source: moby `daemon/start_unix.go`.
 */
export const pinnedRuntimeMissing: Rule = {
  check({ observation: { running, docker }, world }) {
    const { containers, dockerContainers } = running ?? {};
    if (running === undefined || containers === undefined || dockerContainers === undefined) return [];
    const dockerOf = dockerContainersOf(running, docker);
    const active = new Set(
      containers.flatMap(({ bundle, init }) => (init === 'gone' ? [] : (dockerOf(bundle)?.id ?? []))),
    );
    const pinned = dockerContainers.filter(
      ({ id, runtime, restartPolicy }) => runtime !== '' && (!active.has(id) || isRestarted(restartPolicy)),
    );
    return [...new Set(pinned.map(({ runtime }) => runtime))].sort().flatMap((name) => {
      const resolution = resolveListed({ name, client: 'docker' }, world);
      if (resolution.available !== false && resolution.permitted !== false) return [];
      return findingOn(
        resolution,
        pinned.filter(({ runtime }) => runtime === name),
      );
    });
  },
};

function findingOn(resolution: Resolution, containers: readonly DockerContainer[]): RuleFinding {
  const { name, error, advice } = resolution;
  const restarted = containers.filter(({ restartPolicy }) => isRestarted(restartPolicy));
  const names = containers.map((each) => each.name ?? each.id.slice(0, shortId)).sort();
  const policy = restarted.length === 0 ? '' : '; Docker restarts some of them by itself';
  const cause = error === undefined ? '' : `: ${error}`;
  return {
    severity: restarted.length === 0 ? 'medium' : 'high',
    subject: name,
    message: `Containers created with the runtime "${name}" no longer start (${shortList(names)})${policy}${cause}`,
    advice: [
      ...advice,
      { text: 'Or create the containers again with another runtime: the runtime of a container cannot be changed' },
    ],
  };
}

const shortId = 12;

function isRestarted(policy: string): boolean {
  return policy !== '' && policy !== 'no';
}
