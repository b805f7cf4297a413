import { isDeepStrictEqual } from 'node:util';
import type { Observation } from './observe.ts';

/** What the sources say, as far as an inventory follows from it. */
const names = [
  'target',
  'hostName',
  'containerd',
  'containerdConfig',
  'runningContainerd',
  'docker',
  'services',
  'engine',
  'engineIsSilent',
  'daemons',
] as const;

type Said = Pick<Observation, (typeof names)[number]>;

/**
 * Gives what the sources said as the objects of the look before, if all of it is equal, so that what follows from these
 * objects is not worked out again.
 */
export class EqualSources {
  #given: Said | undefined;
  #kept: Said | undefined;

  /** The observation, with the objects of the look before where the sources said the same. */
  keep(observation: Observation): Observation {
    const given = this.#given;
    if (given === undefined || names.some((name) => given[name] !== observation[name])) {
      const said = saidIn(observation);
      if (!isDeepStrictEqual(this.#kept, said)) this.#kept = said;
      this.#given = said;
    }
    return { ...observation, ...this.#kept };
  }
}

function saidIn(observation: Observation): Said {
  const said = names.flatMap((name) => (observation[name] === undefined ? [] : [[name, observation[name]]]));
  return Object.fromEntries(said) as Said;
}
