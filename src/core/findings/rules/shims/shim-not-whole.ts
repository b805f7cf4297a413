import type { ContentFault } from '../../../../model/host/program.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/** A shim whose content cannot be read as a whole: its end is missing, it changes all the time, or it is too large. */
export const shimNotWhole: Rule = {
  check({ shims, fileOf, observation }) {
    return shims.flatMap((shim): RuleFinding[] => {
      const file = fileOf(shim);
      const program = file.kind === 'file' ? observation.programs?.get(file.realPath) : undefined;
      if (program?.fault === undefined) return [];
      const { kind, what } = program.fault;
      return [
        {
          severity: shim.state === 'effective' && kind === 'cut-off' ? 'medium' : 'low',
          subject: shim.path,
          message: `"${shim.path}" ${what}`,
          advice: advice[kind],
        },
      ];
    });
  },
};

const advice: Readonly<Record<ContentFault['kind'], string>> = {
  'cut-off': 'Install it again: a copy or a download ended early',
  'too-large': 'Put a working program in its place: no shim is that large',
  changing: 'Look again when it is installed; if it goes on changing, find out what writes to it',
  unreadable: 'Let shimdex read the file, for its digest and version',
};
