import { expect, it } from 'vitest';
import type { DaemonFiles, StartFault } from '../../../../../src/model/host/daemon-files.ts';
import { observation } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const unit = '/usr/lib/systemd/system/docker.service';

function daemon(name: DaemonFiles['daemon'], fault: StartFault, running?: DaemonFiles['running']): DaemonFiles {
  const files = { daemon: name, uid: 0, unit: 'docker.service', unitFiles: [unit], refusedLines: [] };
  return { ...files, startFaults: [fault], ...(running === undefined ? {} : { running }) };
}

function found(daemons: readonly DaemonFiles[]) {
  return findingsOf(observation({ daemons })).filter(({ code }) => code === 'unit-cannot-start');
}

const program: StartFault = {
  kind: 'program',
  message: '"ExecStart=" executes "/opt/gone/dockerd": no such file or directory',
  path: '/opt/gone/dockerd',
  at: { file: unit, line: 3 },
};

it('unitCannotStart() names the line, and what to install or to write', () => {
  expect(found([daemon('dockerd', program)])).toMatchObject([
    {
      severity: 'high',
      subject: `${unit}:3`,
      message: `systemd cannot start docker.service: ${program.message}`,
      advice: [
        { text: 'Install a program that executes as "/opt/gone/dockerd"' },
        {
          text: 'Or name an installed program in line 3, then reload systemd',
          file: unit,
          command: 'systemctl edit --full docker.service',
        },
      ],
    },
  ]);
});

it('unitCannotStart() says that a daemon that runs would not start again', () => {
  const [finding] = found([daemon('dockerd', program, { pid: 7, path: '/opt/gone/dockerd' })]);

  expect(finding?.message).toMatch(/^systemd cannot start docker\.service again: /);
});

it('unitCannotStart() reports a fault once where dockerd starts containerd with its own unit', () => {
  expect(brief(found([daemon('containerd', program), daemon('dockerd', program)]))).toEqual([
    `high unit-cannot-start ${unit}:3`,
  ]);
});

it.each<[StartFault['kind'], string, string | undefined]>([
  ['environment-file', 'Create "/e", which may be empty', 'touch /e'],
  ['working-directory', 'Make "/e" a directory', 'mkdir -p /e'],
  ['setting', 'Correct what systemd names when it checks docker.service', 'systemd-analyze verify docker.service'],
])('unitCannotStart() has a remedy for %s', (kind, text, command) => {
  const [finding] = found([daemon('dockerd', { kind, message: 'why', path: '/e', at: { file: unit, line: 0 } })]);

  expect(finding?.subject).toBe(unit);
  expect(finding?.advice[0]).toMatchObject({ text: expect.stringContaining(text), command });
});

it('unitCannotStart() does not name a command that edits the unit for a line of a drop-in', () => {
  const file = '/etc/systemd/system/docker.service.d/a.conf';
  const [finding] = found([daemon('dockerd', { ...program, at: { file, line: 2 } })]);

  expect(finding?.advice.at(-1)).toMatchObject({ file, command: 'systemctl daemon-reload' });
});
