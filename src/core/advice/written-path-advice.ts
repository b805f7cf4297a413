import type { Advice } from '../../model/inventory/advice.ts';
import type { World } from '../world.ts';
import { findWrittenPathFault, type WrittenPathFault } from './written-path.ts';

/** What is around the path, behind "because". */
const causes: Readonly<Record<WrittenPathFault['kind'], string>> = {
  blank: 'it has a blank at an end',
  'line-break': 'it has a line break at an end',
  quotes: 'it has quotes around it',
  arguments: 'it is followed by arguments, which belong in "runtimeArgs"',
  tilde: 'it begins with "~", which is not expanded there',
  slash: 'it has a slash at its end, which only a directory can have',
  case: 'it has capital letters that the file name does not have',
  variable: 'it has a "$", but variables are not expanded there',
};

/** What to do about a path that is right but for what is around it; empty for any other path. */
export function adviseOnWrittenPath(
  written: string,
  { inspect }: Pick<World, 'inspect'>,
  write: (meant: string, rest: readonly string[]) => Advice,
): Advice[] {
  if (inspect(written).kind !== 'missing') return [];
  const fault = findWrittenPathFault(written, inspect);
  if (fault === undefined) return [];
  const why = `The path ${JSON.stringify(written)} does not work, because ${causes[fault.kind]}`;
  if (fault.meant === undefined) return [{ text: `${why}: write the whole path of the program` }];
  const { text, ...advice } = write(fault.meant, fault.rest ?? []);
  return [{ ...advice, text: `${why}: write "${fault.meant}"${text}` }];
}
