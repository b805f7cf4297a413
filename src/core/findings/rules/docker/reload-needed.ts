import { loadCommand } from '../../../advice/daemon-json.ts';
import type { Rule } from '../../context.ts';
import { describeDifferences, namesOf } from '../../describe-drift.ts';

/** The configuration was edited but dockerd did not reload it: a client gets what was configured before. */
export const reloadNeeded: Rule = {
  explainsRuntime: true,
  check(context) {
    const command = loadCommand(context.observation.docker);
    return describeDifferences(context, 'reload', ({ loses }) =>
      loses.length === 0
        ? { text: 'Reload dockerd', command }
        : { text: `Reload dockerd, which drops or changes ${namesOf(loses)} until dockerd is restarted`, command },
    );
  },
};
