import type { ContainerdFacts } from '../../../../model/host/containerd-facts.ts';
import type { PlaceFacts } from '../../../../model/host/place-facts.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { adviseOnPath, otherSeparator } from '../../../advice/places/search-path.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/** A missing directory is normal on a PATH; a file, a loop of links or several directories in its place are a mistake. */
export const searchPathBroken: Rule = {
  explainsRuntime: true,
  check: ({ observation: { places, containerd }, lists }) => broken(lists, places, containerd),
};

const broken = itemByItem(({ directory, state }: PlaceFacts, containerd: ContainerdFacts): RuleFinding[] => {
  const finding = {
    severity: 'low' as const,
    subject: directory,
    message: `No shim can be found in "${directory}" on containerd's search path: `,
  };
  if (state === 'missing' && otherSeparator.test(directory)) {
    const message = `${finding.message}nothing is at that path, and only a colon separates directories`;
    return [{ ...finding, message, advice: [adviseOnPath('Write colons between the directories', containerd)] }];
  }
  if (state !== 'not-a-directory' && state !== 'loop') return [];
  const why = state === 'loop' ? 'its symbolic links form a loop' : 'it is not a directory';
  const advice = "Take it out of containerd's PATH, or put a directory there";
  return [{ ...finding, message: finding.message + why, advice }];
});
