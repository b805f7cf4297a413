import { describeExposure } from '../../../exposure/describe.ts';
import { exposuresIn } from '../../../exposure/in-context.ts';
import type { Rule } from '../../context.ts';

/** A directory that others may write to is one cause, however many programs are behind it. */
export const directoryWritable: Rule = {
  check(context) {
    return exposuresIn(context)
      .filter(({ step }) => step.kind === 'directory')
      .map(describeExposure);
  },
};
