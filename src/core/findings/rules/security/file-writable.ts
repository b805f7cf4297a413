import { describeExposure } from '../../../exposure/describe.ts';
import { exposuresOf } from '../../../exposure/exposures.ts';
import { targetsOf } from '../../../exposure/targets.ts';
import type { Rule } from '../../context.ts';

/** A program or setting that others may write, or a link that they may replace. */
export const fileWritable: Rule = {
  check(context) {
    if (context.ownership === undefined) return [];
    return exposuresOf(targetsOf(context), context.ownership)
      .filter(({ step }) => step.kind !== 'directory')
      .map(describeExposure);
  },
};
