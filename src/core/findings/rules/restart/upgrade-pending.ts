import { restartContainerd } from '../../../advice/host/edit-config.ts';
import type { Rule } from '../../context.ts';

/** The file of containerd was replaced, and the daemon still runs the old one. */
export const upgradePending: Rule = {
  appliesToForeign: true,
  check({ observation, world }) {
    const { installed, version } = observation.containerd;
    if (installed === undefined || installed.isRunning) return [];
    if (world.inspect(installed.path).kind !== 'file') return [];
    const { path, version: next } = installed;
    const file = next === undefined || next === version ? 'is another file' : `is ${next}`;
    return [
      {
        severity: 'low',
        subject: path,
        message: `containerd ${version} runs, and "${path}" ${file}: the next restart starts the file`,
        advice: [
          { text: 'See first what a restart does to the containers that run', command: 'shimdex plan restart' },
          { text: 'Then restart containerd', command: restartContainerd(observation) },
        ],
      },
    ];
  },
};
