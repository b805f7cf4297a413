import type { Rule } from '../../context.ts';

/** A handler that a file configures would not start a pod; when CRI is not served, none would, and nothing is wrong. */
export const handlerUnavailable: Rule = {
  check({ cri, handlers }) {
    if (cri.state !== 'served') return [];
    return handlers.flatMap(({ handler, available, definedIn, default: isDefault, unavailable, advice }) => {
      if (available !== false || definedIn === undefined) return [];
      return [
        {
          severity: isDefault ? ('high' as const) : ('medium' as const),
          subject: handler,
          message: `No pod starts with the CRI handler "${handler}" (${definedIn.file}:${definedIn.line}): ${unavailable?.message ?? ''}`,
          advice,
        },
      ];
    });
  },
};
