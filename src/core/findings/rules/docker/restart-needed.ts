import type { Rule } from '../../context.ts';
import { describeDifferences, namesOf } from '../../describe-drift.ts';

/**
 * A reload keeps what the file does not set, drops what the command line adds, and is refused when flags and file conflict.
 * Only a restart applies the whole configuration.
 */
export const restartNeeded: Rule = {
  explainsRuntime: true,
  check(context) {
    const reload = context.observation.docker.drift?.afterReload;
    const why =
      reload?.kind === 'refused'
        ? `a reload is refused: ${reload.message}`
        : reload?.kind === 'crashed'
          ? 'a reload would end it'
          : 'a reload does not change it';
    return describeDifferences(context, 'restart', ({ loses }) =>
      loses.length === 0
        ? `systemctl restart docker; ${why}`
        : `systemctl restart docker; a reload would drop or change ${namesOf(loses)}, which a restart keeps`,
    );
  },
};
