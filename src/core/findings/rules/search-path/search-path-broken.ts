import type { Rule, RuleFinding } from '../../context.ts';

/** A missing directory is normal on a PATH; a file or a loop of links in its place is a mistake. */
export const searchPathBroken: Rule = {
  explainsRuntime: true,
  check({ observation }) {
    return observation.places.flatMap(({ directory, state }): RuleFinding[] => {
      if (state !== 'not-a-directory' && state !== 'loop') return [];
      const why = state === 'loop' ? 'its symbolic links form a loop' : 'it is not a directory';
      return [
        {
          severity: 'low',
          subject: directory,
          message: `No shim can be found in "${directory}" on containerd's search path: ${why}`,
          advice: "Take it out of containerd's PATH, or put a directory there",
        },
      ];
    });
  },
};
