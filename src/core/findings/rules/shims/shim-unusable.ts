import type { Advice } from '../../../../model/inventory/advice.ts';
import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { adviseOnFault, visible } from '../../../advice/execution-fault.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

interface Why {
  readonly because: string;
  readonly advice: Advice;
}

const why: Readonly<Record<string, Why>> = {
  'not-executable': { because: 'it is not executable', advice: { text: 'Let containerd execute it, or remove it' } },
  'is-directory': { because: 'it is a directory', advice: { text: 'Move the directory elsewhere' } },
  'dangling-symlink': {
    because: 'it is a symbolic link to nothing',
    advice: { text: 'Install what the link points to, or remove the link' },
  },
  'not-regular-file': { because: 'it is not a regular file', advice: { text: 'Remove it' } },
  'unreadable-directory': {
    because: "containerd's user may not enter a directory on the way",
    advice: { text: "Open the directory to containerd's user, or move the shim" },
  },
};

/** containerd skips such a file silently, and reports "binary not installed" when it finds nothing else. */
export const shimUnusable: Rule = {
  explainsRuntime: true,
  check(context) {
    const { lists, shims } = context;
    const found = skipped(lists, shims);
    if (found.length === 0) return [];
    const working = new Set(shims.filter(({ state }) => state === 'effective').map(({ binary }) => binary));
    return found.flatMap((shim): RuleFinding[] => {
      const reason = whyOf(shim, context);
      if (reason === undefined) return [];
      return [
        {
          severity: isMissed(shim, working) ? 'medium' : 'low',
          subject: shim.path,
          message: `containerd skips "${shim.path}": ${reason.because}`,
          advice: [reason.advice],
        },
      ];
    });
  },
};

const skipped = itemByItem((shim: Shim) =>
  shim.state === 'unusable' && why[shim.reason ?? ''] !== undefined ? [shim] : [],
);

/** The file itself shows more than its state does; its remedy is the one that every answer about it has. */
function whyOf({ path, reason }: Shim, { world: { explore } }: RuleContext): Why | undefined {
  const general = why[reason ?? ''];
  const fault = general === undefined ? undefined : explore?.explain(path);
  if (general === undefined || fault === undefined) return general;
  const target = fault.kind === 'missing-file' && fault.errno === 'ENOENT' ? explore?.readLink(path) : undefined;
  const what = target === undefined ? fault.what : `it is a symbolic link to "${target}", which does not exist`;
  return { because: visible(what), advice: adviseOnFault(fault) };
}

/** A directory was probably not meant to be a shim. A file was, and is missed when no other file replaces it. */
function isMissed({ binary, reason }: Shim, working: ReadonlySet<string>): boolean {
  return reason !== 'is-directory' && !working.has(binary);
}
