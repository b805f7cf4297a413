import type { DockerInForce } from '../../core/docker/in-force.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import { oncePer } from '../../model/once-per.ts';
import type { Said } from './equal-sources.ts';
import type { Observation } from './observe.ts';

const noPrograms: NonNullable<HostFacts['programs']> = new Map();

/** What is known of the host, from what the sources said and what followed from it for Docker. */
export function hostFacts(
  said: Said,
  { places, running, states }: Observation,
  docker: DockerInForce,
  programs: HostFacts['programs'] = noPrograms,
): HostFacts {
  const day = new Date().toISOString().slice(0, 10);
  const sources = [...states, ...docker.states];
  return { ...factsOf(said), places, running, docker: docker.facts, day, sources, programs };
}

const factsOf = oncePer(({ docker: _, engineIsSilent: __, ...facts }: Said) => facts);

/** Whether two looks saw the same. Sources that say the same are the same object. */
export function sameHost(one: HostFacts, other: HostFacts): boolean {
  const names = Object.keys(one) as (keyof HostFacts)[];
  return names.length === Object.keys(other).length && names.every((name) => isEqual(name, one, other));
}

function isEqual(name: keyof HostFacts, one: HostFacts, other: HostFacts): boolean {
  if (one[name] === other[name]) return true;
  if (name === 'programs') return samePrograms(one.programs ?? noPrograms, other.programs ?? noPrograms);
  return (name === 'places' || name === 'running' || name === 'sources') && equalValues(one[name], other[name]);
}

function samePrograms(one: NonNullable<HostFacts['programs']>, other: NonNullable<HostFacts['programs']>): boolean {
  return one === other || (one.size === other.size && [...one].every(([path, facts]) => facts === other.get(path)));
}
