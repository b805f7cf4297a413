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

/** What the sources said. */
export type Said = Pick<Observation, (typeof names)[number]>;

/**
 * Gives what the sources said as the objects of the look before, if all of it is equal, so that what follows from these
 * objects is not worked out again.
 */
export class EqualSources {
  #given: Said | undefined;
  #kept: Said | undefined;

  /** What the sources said; the object of the look before where they said the same. */
  keep(observation: Observation): Said {
    const given = this.#given;
    const kept = this.#kept;
    if (kept !== undefined && given !== undefined && names.every((name) => given[name] === observation[name]))
      return kept;
    const said = saidIn(observation);
    this.#given = said;
    this.#kept = kept !== undefined && isDeepStrictEqual(kept, said) ? kept : said;
    return this.#kept;
  }
}

function saidIn(observation: Observation): Said {
  const said = names.flatMap((name) => (observation[name] === undefined ? [] : [[name, observation[name]]]));
  return Object.fromEntries(said) as Said;
}
