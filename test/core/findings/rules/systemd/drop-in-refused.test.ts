import { expect, it } from 'vitest';
import type { DaemonFiles } from '../../../../../src/model/host/daemon-files.ts';
import { observation } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const file = '/etc/systemd/system/docker.service.d/proxy.conf';

function daemon(name: DaemonFiles['daemon'], lines: readonly number[]): DaemonFiles {
  const refusedLines = lines.map((line) => ({ file, line }));
  return { daemon: name, uid: 0, unit: 'docker.service', unitFiles: [file], refusedLines, startFaults: [] };
}

it('dropInRefused() names the line that systemd refuses, and how to see its error', () => {
  const found = findingsOf(observation({ daemons: [daemon('dockerd', [3])] }));

  expect(found.filter(({ code }) => code === 'drop-in-refused')).toMatchObject([
    {
      severity: 'medium',
      subject: `${file}:3`,
      message: `systemd refuses line 3 of "${file}": that line and the rest of the file have no effect`,
      advice: [{ file, command: 'systemd-analyze verify docker.service' }],
    },
  ]);
});

it('dropInRefused() reports a line once where dockerd starts containerd with its own unit', () => {
  const found = findingsOf(observation({ daemons: [daemon('containerd', [3]), daemon('dockerd', [3])] }));

  expect(brief(found).filter((each) => each.includes(' drop-in-refused '))).toEqual([
    `medium drop-in-refused ${file}:3`,
  ]);
});

it('dropInRefused() is silent about drop-ins that systemd takes', () => {
  const found = findingsOf(observation({ daemons: [daemon('dockerd', [])] }));

  expect(found.map(({ code }) => code)).not.toContain('drop-in-refused');
});
