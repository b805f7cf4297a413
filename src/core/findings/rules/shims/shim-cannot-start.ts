import type { Finding, Severity } from '../../../../model/finding.ts';
import type { FileFact } from '../../../../model/observation.ts';
import type { Shim } from '../../../../model/shim.ts';
import { errnoText } from '../../../go/errno-text.ts';
import { execErrno } from '../../../go/exec-error.ts';
import type { RuleContext } from '../../context.ts';

/**
 * containerd only asks whether a file is there in its cwd and beside its executable, and for an x bit on PATH: what it
 * chooses may still be a directory, not executable or no program at all.
 */
export function shimCannotStart(context: RuleContext): Finding[] {
  return context.shims.flatMap((shim): Finding[] => {
    const file = context.fileOf(shim);
    const errno = execErrno(file);
    if (shim.state !== 'effective' || errno === undefined) return [];
    return [
      {
        code: 'shim-cannot-start',
        severity: severity(shim, context),
        subject: shim.path,
        message: `containerd chooses "${shim.path}" and cannot execute it: ${why(file, errno)}`,
        advice: 'Remove it, or put a working program in its place',
      },
    ];
  });
}

/** Worst where a bare stat decides, or where it stands in the way of another file. */
function severity(shim: Shim, { observation, shims }: RuleContext): Severity {
  const kind = observation.places.find(({ directory }) => directory === shim.directory)?.kind;
  const blocks = shims.some(({ shadowedBy }) => shadowedBy === shim.path);
  return kind === 'cwd' || kind === 'executable' || blocks ? 'high' : 'medium';
}

function why(file: FileFact, errno: string): string {
  if (file.kind === 'directory') return 'it is a directory';
  return errno === 'ENOENT' ? 'its interpreter or dynamic loader is missing' : errnoText(errno);
}
