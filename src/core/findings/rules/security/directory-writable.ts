import { describeExposure } from '../../../exposure/describe.ts';
import { exposuresOf } from '../../../exposure/exposures.ts';
import { targetsOf } from '../../../exposure/targets.ts';
import type { Rule } from '../../context.ts';

/** A directory that others may write to is one cause, however many programs are behind it. */
export const directoryWritable: Rule = {
  check(context) {
    if (context.ownership === undefined) return [];
    return exposuresOf(targetsOf(context), context.ownership)
      .filter(({ step }) => step.kind === 'directory')
      .map(describeExposure);
  },
};
