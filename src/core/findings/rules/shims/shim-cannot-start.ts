import type { FileFact } from '../../../../model/host/file-fact.ts';
import type { Severity } from '../../../../model/inventory/finding.ts';
import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { visible } from '../../../advice/execution-fault.ts';
import { adviseOnBrokenShim } from '../../../advice/shims/broken-shim.ts';
import { sparesIn, whatItHides } from '../../../advice/shims/spares.ts';
import { startShim, whyShimFails } from '../../../containerd/start-shim.ts';
import { errnoText } from '../../../go/errno-text.ts';
import { execErrno } from '../../../go/exec-error.ts';
import type { MergedShim } from '../../../inventory/merge-shims.ts';
import type { World } from '../../../world.ts';
import type { Rule, RuleContext, RuleFinding } from '../../context.ts';

/**
 * In its cwd and next to its executable, containerd only checks that a file exists; on PATH it only checks the x bit. The
 * file that it chooses may still be a directory, not executable, or not a program.
 */
export const shimCannotStart: Rule = {
  explainsRuntime: true,
  check(context) {
    return failing(context.lists, context.files).flatMap(({ shim, file }): RuleFinding[] => {
      const { world } = context;
      const { attempts } = startShim(shim.runtime ?? shim.path, world);
      const hidden = whatItHides(sparesIn(attempts, world));
      const isUnsupported = shim.reason === 'shim-unsupported';
      return [
        {
          severity: severity(shim, context),
          subject: shim.path,
          message: `containerd selects "${shim.path}" but ${cannot(shim)} it: ${whyNot(shim, file, world)}${hidden}`,
          advice: adviseOnBrokenShim({ path: shim.path, attempts, isUnsupported }, world),
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

/** Why it does not start; the state of the shim decides whether it does. */
function whyNot(shim: Shim, file: FileFact, world: World): string {
  if (shim.reason === 'shim-unsupported')
    return whyShimFails(shim.path, file, world)?.message ?? 'it answers another release of containerd';
  const fault = world.explore?.explain(shim.path);
  if (fault !== undefined) return visible(fault.what);
  return file.kind === 'directory' ? 'it is a directory' : errnoText(execErrno(file) ?? '');
}
