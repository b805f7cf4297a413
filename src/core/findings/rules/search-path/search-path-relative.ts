import type { Rule, RuleFinding } from '../../context.ts';

/**
 * An element that is empty or relative makes containerd look below its cwd. Go reports such a hit as ErrDot, but
 * containerd ignores that error and runs what it found. Source: containerd `core/runtime/v2/shim_manager.go`.
 */
export const searchPathRelative: Rule = {
  check({ observation: { containerd } }) {
    const { path = '', cwd } = containerd;
    if (path === '') return [];
    return path.split(':').flatMap((element, index): RuleFinding[] => {
      if (element.startsWith('/')) return [];
      return [
        {
          severity: 'medium',
          subject: element === '' ? '(empty element)' : element,
          message: `Element ${index + 1} of containerd's PATH is ${element === '' ? 'empty' : `relative: "${element}"`}, so shims are looked for from its working directory "${cwd}"`,
          advice: "Write only absolute directories into containerd's PATH",
        },
      ];
    });
  },
};
