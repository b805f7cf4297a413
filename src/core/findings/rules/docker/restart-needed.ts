import { loadCommand } from '../../../advice/daemon-json.ts';
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
    const command = loadCommand(context.observation.docker, 'restart');
    return describeDifferences(context, 'restart', ({ loses }) =>
      loses.length === 0
        ? { text: `Restart dockerd: ${why}`, command }
        : {
            text: `Restart dockerd: a reload would drop or change ${namesOf(loses)}, which a restart keeps`,
            command,
          },
    );
  },
};
