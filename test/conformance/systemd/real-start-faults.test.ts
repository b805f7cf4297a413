import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { readSystemdService } from '../../../src/sources/systemd/read-service.ts';
import { startFaults } from '../../../src/sources/systemd/start-faults.ts';
import { unitCommand } from '../../../src/sources/systemd/unit-command.ts';
import { elf } from '../../cases/elf.ts';
import { readVectors, type UnitCase, writeHost } from './cases.ts';
import { askSystemd, canBoot } from './machine.ts';

const probe = 'ExecStart=/probe/containerd';

/** The lines of units, and what systemd cannot start them for. */
const units: Readonly<Record<string, string>> = {
  'EnvironmentFile=/etc/default/none': probe,
  'EnvironmentFile=-/etc/default/none': probe,
  'EnvironmentFile=/etc': probe,
  'EnvironmentFile=/etc/default/*.env': probe,
  'EnvironmentFile=/etc/machine-id': probe,
  'WorkingDirectory=/none': probe,
  'WorkingDirectory=-/none': probe,
  'WorkingDirectory=/etc/machine-id': probe,
  'WorkingDirectory=~': probe,
  'ExecStart=/none/containerd': '',
  'ExecStart=-/none/containerd': '',
  'ExecStart=/etc': '',
  'ExecStart=/etc/machine-id': '',
  'ExecStart=/etc/machine-id/containerd': '',
  'ExecStart=no-such-containerd': '',
  'ExecSearchPath=/probe': 'ExecStart=containerd',
  'ExecStart=@/probe/containerd other name': '',
  'ExecStart=/usr/bin/env PATH=/probe containerd': '',
  'ExecStart=/usr/bin/env PATH=/none containerd': '',
  'ExecStart=/usr/bin/env /none/containerd': '',
};

/** Names of programs that the cases execute. */
const isProgram = (path: string) => /(?:^|[/-])containerd$|^\/etc/.test(path);

it.runIf(canBoot())(
  'startFaults() has a fault for each unit that systemd does not start',
  { timeout: 300_000 },
  async () => {
    const vectors = readVectors();
    const cases = Object.entries(units).map(([first, second], at): UnitCase => {
      const unit = `fault${at}.service`;
      const files = { [`/etc/systemd/system/${unit}`]: `[Service]\n${first}\n${second}\n` };
      return { what: first, group: 'faults', unit, files, links: {}, answer: { show: {} } };
    });
    const answers = await askSystemd(vectors, cases);
    const root = mkdtempSync(join(tmpdir(), 'shimdex-faults-'));
    try {
      writeHost(root, vectors, cases);
      for (const program of ['/probe/containerd', '/usr/bin/env']) {
        mkdirSync(dirname(join(root, program)), { recursive: true });
        writeFileSync(join(root, program), elf(), { mode: 0o755 });
      }
      const files = new HostFiles(root);
      const found = cases.map(({ what, unit }) => {
        const service = readSystemdService(files, unit);
        const command = unitCommand(files, service, { name: 'containerd', isProgram });
        return { what, starts: startFaults(files, service, command).length === 0 };
      });

      expect(found).toEqual(
        cases.map(({ what, unit }) => ({ what, starts: answers.get(unit)?.process !== undefined })),
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
