import type { Shim } from '../../../../model/shim.ts';
import type { Rule, RuleFinding } from '../../context.ts';

const why: Readonly<Record<string, { readonly because: string; readonly advice: string }>> = {
  'not-executable': { because: 'it is not executable', advice: 'Make it executable with chmod 755, or remove it' },
  'is-directory': { because: 'it is a directory', advice: 'Move the directory elsewhere' },
  'dangling-symlink': {
    because: 'it is a symbolic link to nothing',
    advice: 'Install what the link points to, or remove the link',
  },
  'not-regular-file': { because: 'it is not a regular file', advice: 'Remove it' },
  'unreadable-directory': {
    because: "containerd's user may not enter a directory on the way",
    advice: "Open the directory to containerd's user, or move the shim",
  },
};

/** containerd skips such a file silently, and reports "binary not installed" when it finds nothing else. */
export const shimUnusable: Rule = {
  explainsRuntime: true,
  check({ shims }) {
    const working = new Set(shims.filter(({ state }) => state === 'effective').map(({ binary }) => binary));
    return shims.flatMap((shim): RuleFinding[] => {
      const reason = why[shim.reason ?? ''];
      if (shim.state !== 'unusable' || reason === undefined) return [];
      return [
        {
          severity: isMissed(shim, working) ? 'medium' : 'low',
          subject: shim.path,
          message: `containerd passes over "${shim.path}": ${reason.because}`,
          advice: reason.advice,
        },
      ];
    });
  },
};

/** A directory was probably not meant to be a shim. A file was, and is missed when no other file replaces it. */
function isMissed({ binary, reason }: Shim, working: ReadonlySet<string>): boolean {
  return reason !== 'is-directory' && !working.has(binary);
}
