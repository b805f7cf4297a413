import type { ContainerdFacts } from '../../../../model/host/containerd-facts.ts';
import type { StartFault } from '../../../../model/host/daemon-files.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { editUnit } from '../../../advice/edit-unit.ts';
import { shellWord } from '../../../advice/shell-word.ts';
import type { Rule } from '../../context.ts';
import { writtenAt } from '../containerd/containerd-config-refused.ts';

/** systemd could not start a daemon, or could not start it again, for a reason that is in its unit or in a file that this names. */
export const unitCannotStart: Rule = {
  explainsRuntime: true,
  check({ observation: { daemons = [], containerd } }) {
    // A containerd that dockerd starts has the unit of dockerd.
    const found = new Map(
      daemons.flatMap(({ unit = '', startFaults, running }) =>
        startFaults.map((fault) => [`${unit} ${fault.message}`, { unit, fault, isRunning: running !== undefined }]),
      ),
    );
    return [...found.values()].map(({ unit, fault, isRunning }) => ({
      severity: 'high',
      subject: fault.at === undefined ? unit : writtenAt(fault.at),
      message: `systemd cannot start ${unit}${isRunning ? ' again' : ''}: ${fault.message}`,
      advice: adviceOn(unit, fault, containerd),
    }));
  },
};

function adviceOn(unit: string, { kind, path = '', at }: StartFault, host: Pick<ContainerdFacts, 'os'>): Advice[] {
  const edit = editUnit(unit, at, host);
  const line = at === undefined || at.line === 0 ? 'in the unit' : `in line ${at.line}`;
  switch (kind) {
    case 'setting': {
      const text = `Correct what systemd names when it checks ${unit}, then reload systemd`;
      return [{ ...edit, text, command: `systemd-analyze verify ${unit}` }];
    }
    case 'environment-file': {
      const isPattern = /[*?[]/.test(path);
      const create = isPattern
        ? { text: `Create a file that matches "${path}"` }
        : { text: `Create "${path}", which may be empty`, command: `touch ${shellWord(path)}` };
      const text = `Or write a dash before the path ${line}, so that the file may be missing, then reload systemd`;
      return [create, { ...edit, text, snippet: `EnvironmentFile=-${path}` }];
    }
    case 'working-directory': {
      const create = { text: `Make "${path}" a directory`, command: `mkdir -p ${shellWord(path)}` };
      return [create, { ...edit, text: `Or name another directory ${line}, then reload systemd` }];
    }
    case 'program': {
      const install = { text: `Install a program that executes as "${path}"` };
      return [install, { ...edit, text: `Or name an installed program ${line}, then reload systemd` }];
    }
  }
}
