import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';

/** A directory that is not there is ordinary on a PATH; a file or a loop of links in its place is a slip. */
export function searchPathBroken({ observation }: RuleContext): Finding[] {
  return observation.places.flatMap(({ directory, state }): Finding[] => {
    if (state !== 'not-a-directory' && state !== 'loop') return [];
    const why = state === 'loop' ? 'its symbolic links form a loop' : 'it is not a directory';
    return [
      {
        code: 'search-path-broken',
        severity: 'low',
        subject: directory,
        message: `No shim can be found in "${directory}" on containerd's search path: ${why}`,
        advice: "Take it out of containerd's PATH, or put a directory there",
      },
    ];
  });
}
