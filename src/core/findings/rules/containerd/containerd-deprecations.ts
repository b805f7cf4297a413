import type { Rule } from '../../context.ts';

/** The running containerd was used or configured in a way that a later release refuses; it counts that since its start. */
export const containerdDeprecations: Rule = {
  check({ observation: { runningContainerd } }) {
    return (runningContainerd?.deprecations ?? []).map(({ id, message }) => ({
      severity: 'low',
      subject: id,
      message: `The running containerd warns: ${message}`,
      advice: [
        {
          text: 'Change what the message names before the next upgrade; containerd shows when it was last used',
          command: 'ctr deprecations list',
        },
      ],
    }));
  },
};
