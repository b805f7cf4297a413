import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { editUnit } from '../../advice/edit-unit.ts';

/** What to write instead of a flag with which containerd does not start: in its unit where that is known. */
export function adviseOnCommandLine(
  error: string,
  { startedIn: at }: Pick<ConfigFacts, 'startedIn'>,
  containerd: ContainerdFacts,
  when: string,
): Advice {
  const where = at === undefined ? 'on the command line of containerd' : `in line ${at.line} of "${at.file}"`;
  const what = remedies.find(([pattern]) => pattern.test(error))?.[1] ?? (() => 'Correct the flags');
  const text = `${what(error)} ${where}, ${when}`;
  return at === undefined ? { text } : { text, ...editUnit(at.unit, at, containerd) };
}

const remedies: readonly (readonly [RegExp, (error: string) => string])[] = [
  [/two forms of the same flag/, (error) => `Leave out one of ${error.split(' ').slice(-2).map(dashed).join(' and ')}`],
  [/^flag needs an argument/, (error) => `Write a value after ${dashed(lastWord(error))}`],
  [
    /^flag provided but not defined/,
    (error) => `Leave out ${dashed(lastWord(error))}, which containerd does not have,`,
  ],
  [/^bad flag syntax/, (error) => `Correct "${lastWord(error)}"`],
  [/^invalid boolean value/, () => 'Write true or false'],
  [/not a valid logrus Level/, () => 'Write a level such as "info" or "debug" after --log-level'],
  [/root and state must be different/, () => 'Write different directories after --root and --state'],
  [/open : /, () => 'Write the path of a file after --config, or leave out --config,'],
];

function lastWord(error: string): string {
  return error.slice(error.lastIndexOf(': ') + 2);
}

/** A flag as it is usually written: `c` is `-c`, `config` is `--config`. */
function dashed(name: string): string {
  const bare = name.replace(/^-/, '');
  return bare.length === 1 ? `-${bare}` : `--${bare}`;
}
