import type { Rule } from '../../context.ts';

/**
 * systemd refuses a line of a drop-in of a daemon. It says so in its journal only, and starts the daemon without that line
 * and without the rest of that file, so that a PATH or a flag behind it has no effect.
 */
export const dropInRefused: Rule = {
  check({ observation: { daemons = [] } }) {
    // A containerd that dockerd starts has the unit of dockerd.
    const refused = new Map(
      daemons.flatMap(({ unit, refusedLines }) => refusedLines.map((at) => [`${at.file}:${at.line}`, { unit, at }])),
    );
    return [...refused].map(([subject, { unit, at }]) => ({
      severity: 'medium',
      subject,
      message: `systemd refuses line ${at.line} of "${at.file}": that line and the rest of the file have no effect`,
      advice: [
        {
          text: `Correct the line; systemd names the error when it checks ${unit}. Then reload systemd and restart ${unit}`,
          file: at.file,
          command: `systemd-analyze verify ${unit}`,
        },
      ],
    }));
  },
};
