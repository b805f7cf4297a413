import type { DockerRuntimes, RefusedWord } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { daemonOptions, optionsOf } from '../docker/config/known-options.ts';
import { configRules } from '../docker/config/release.ts';
import { editDistance } from '../edit-distance.ts';

/** What to do about a word of dockerd's command line that this release does not know; empty for any other error. */
export function adviseOnRefusedFlag(
  { refused }: Pick<NonNullable<DockerRuntimes['error']>, 'refused'>,
  version: string,
): Advice[] {
  return refused === undefined ? [] : [{ text: adviceOn(refused, version) }];
}

function adviceOn(refused: RefusedWord, version: string): string {
  if (refused.kind === 'flag') return onFlag(refused.flag, version);
  const { position, joined } = refused;
  return joined === undefined
    ? `Remove word ${position} behind dockerd: it is not a flag, and dockerd takes nothing else`
    : `Write "${joined}" as one word: the value of such a flag cannot be a word of its own`;
}

/** A flag of another release, a misspelt one, or one that no release knows. */
function onFlag(flag: string, version: string): string {
  const instead = renamed.get(flag);
  if (instead !== undefined) return `Write "${instead}" instead of "${flag}", which Docker ${version} does not know`;
  const name = flag.slice(2);
  const other = daemonOptions.find((option) => `--${option.flag}` === flag || `-${option.shorthand}` === flag);
  const { major } = configRules(version);
  if (other !== undefined) {
    const when =
      other.since > major
        ? `only Docker ${other.since} and later know`
        : `only releases before Docker ${other.until} know`;
    return `Remove "${flag}", which ${when}`;
  }
  const nearest = flag.startsWith('--') && name.length <= longestCompared ? nearestFlag(name, major) : undefined;
  return nearest === undefined
    ? `Remove "${flag}", which is not a flag of Docker ${version}`
    : `Write "--${nearest}" instead of "${flag}", or remove it`;
}

const renamed: ReadonlyMap<string, string> = new Map([
  ['--graph', '--data-root'],
  ['-g', '--data-root'],
]);

/** Longer flags are not compared. */
const longestCompared = 64;

function nearestFlag(name: string, major: number): string | undefined {
  const ranked = optionsOf(major)
    .flatMap(({ flag }) => {
      const distance = flag === undefined ? undefined : editDistance(name, flag, 2);
      return flag === undefined || distance === undefined ? [] : [{ flag, distance }];
    })
    .sort((one, other) => one.distance - other.distance);
  return ranked[0]?.flag;
}
