import type { Severity } from '../../../../model/finding.ts';
import type { FileFact } from '../../../../model/observation.ts';
import type { Shim } from '../../../../model/shim.ts';
import { errnoText } from '../../../go/errno-text.ts';
import { execErrno } from '../../../go/exec-error.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

/**
 * In its cwd and next to its executable, containerd only checks that a file exists; on PATH it only checks the x bit. The
 * file that it chooses may still be a directory, not executable, or not a program.
 */
export const shimCannotStart: Rule = {
  explainsRuntime: true,
  check(context) {
    return context.shims.flatMap((shim): RuleFinding[] => {
      const file = context.fileOf(shim);
      const errno = execErrno(file);
      if (shim.state !== 'effective' || errno === undefined) return [];
      return [
        {
          severity: severity(shim, context),
          subject: shim.path,
          message: `containerd chooses "${shim.path}" and cannot execute it: ${why(file, errno)}`,
          advice: 'Remove it, or put a working program in its place',
        },
      ];
    });
  },
};

/** High where only a stat decides, or where the file hides another file. */
function severity(shim: Shim, { observation, shims }: RuleContext): Severity {
  const kind = observation.places.find(({ directory }) => directory === shim.directory)?.kind;
  const blocks = shims.some(({ shadowedBy }) => shadowedBy === shim.path);
  return kind === 'cwd' || kind === 'executable' || blocks ? 'high' : 'medium';
}

function why(file: FileFact, errno: string): string {
  if (file.kind === 'directory') return 'it is a directory';
  return errno === 'ENOENT' ? 'its interpreter or dynamic loader is missing' : errnoText(errno);
}
