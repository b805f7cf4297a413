import { describeExposure } from '../../../exposure/describe.ts';
import { exposuresIn } from '../../../exposure/in-context.ts';
import type { Rule } from '../../context.ts';

/** A program or setting that others may write, or a link that they may replace. */
export const fileWritable: Rule = {
  check(context) {
    return exposuresIn(context)
      .filter(({ step }) => step.kind !== 'directory')
      .map(describeExposure);
  },
};
