import type { FileFact } from '../../../../model/host/file-fact.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import type { Severity } from '../../../../model/inventory/finding.ts';
import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { adviseOnFault, visible } from '../../../advice/execution-fault.ts';
import { whyShimFails } from '../../../containerd/start-shim.ts';
import { errnoText } from '../../../go/errno-text.ts';
import { execErrno } from '../../../go/exec-error.ts';
import type { MergedShim } from '../../../inventory/merge-shims.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

/**
 * In its cwd and next to its executable, containerd only checks that a file exists; on PATH it only checks the x bit. The
 * file that it chooses may still be a directory, not executable, or not a program.
 */
export const shimCannotStart: Rule = {
  explainsRuntime: true,
  check(context) {
    return failing(context.lists, context.files).flatMap(({ shim, file }): RuleFinding[] => {
      const failure = failureOf(shim, file, context);
      if (failure === undefined) return [];
      return [
        {
          severity: severity(shim, context),
          subject: shim.path,
          message: `containerd selects "${shim.path}" but ${cannot(shim)} it: ${failure.why}`,
          advice: [...failure.advice, { text: `Or remove "${shim.path}"` }],
        },
      ];
    });
  },
};

const failing = itemByItem((found: MergedShim) => {
  const { state, reason } = found.shim;
  return state === 'effective' && reason !== undefined ? [found] : [];
});

function cannot({ reason }: Shim): string {
  return reason === 'shim-unsupported' ? 'cannot start' : 'cannot execute';
}

/** High where only a stat decides, or where the file hides another file. */
function severity(shim: Shim, { observation, shims }: RuleContext): Severity {
  const kind = observation.places.find(({ directory }) => directory === shim.directory)?.kind;
  const blocks = shims.some(({ shadowedBy }) => shadowedBy === shim.path);
  return kind === 'cwd' || kind === 'executable' || blocks ? 'high' : 'medium';
}

/** Why it does not start, and what to do; the state of the shim decides whether it does. */
function failureOf(
  shim: Shim,
  file: FileFact,
  { world }: RuleContext,
): { readonly why: string; readonly advice: readonly Advice[] } | undefined {
  if (shim.reason === 'shim-unsupported') {
    const { version } = world.containerd;
    const why = whyShimFails(shim.path, file, world)?.message ?? 'it answers another release of containerd';
    return { why, advice: [{ text: `Put the shim of containerd ${version} in its place` }] };
  }
  const fault = world.explore?.explain(shim.path);
  if (fault !== undefined) return { why: visible(fault.what), advice: [adviseOnFault(fault)] };
  const why = file.kind === 'directory' ? 'it is a directory' : errnoText(execErrno(file) ?? '');
  return { why, advice: [{ text: 'Put a working program in its place' }] };
}
