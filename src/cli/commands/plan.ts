import { isUncertain, lostContainers } from '../../core/plan/lost.ts';
import { planUpgrade } from '../../core/plan/plan-upgrade.ts';
import { observeOnce } from '../../discovery/observe-once.ts';
import { UsageError } from '../../errors.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { Plan } from '../../model/plan.ts';
import { planAnswer } from '../../render/answers.ts';
import { renderPlan } from '../../render/text/answers/plan.ts';
import type { TextStyle } from '../../render/text/style.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { releaseNumber } from '../../settings/values.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { lookOnce, openHost } from '../host.ts';
import { type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer, withNotes } from '../output/print-answer.ts';
import type { Terminal } from '../terminal.ts';

/** How `plan` was called. */
export interface PlanOptions extends FormatOptions {
  /** Release after the upgrade. */
  readonly to?: string;
}

/**
 * `shimdex plan`: what a restart or an upgrade of containerd would do to what runs; status 1 when something would be lost,
 * 3 when that is not known.
 */
export async function plan(
  settings: ObserveSettings,
  action: string,
  { to, ...options }: PlanOptions,
  terminal: Terminal,
): Promise<number> {
  if (action !== 'restart' && action !== 'upgrade') {
    throw new UsageError(`Cannot plan ${JSON.stringify(action)}: write restart or upgrade`);
  }
  const style = outputStyle(options);
  const release = to === undefined ? undefined : releaseOf(action, to);
  const files = openHost(settings);
  const { inventory } = await lookOnce(files, settings, terminal, 'all');
  const planned = action === 'restart' ? inventory.plan : await upgradeOf(inventory, files, settings, release);
  const answer = {
    body: planAnswer({ ...inventory, plan: planned }),
    entries: planned.containers,
    names: planned.containers.map(({ id }) => id),
    text: (textStyle: TextStyle) => withNotes(renderPlan(planned, textStyle), inventory),
  };
  await printAnswer(answer, style, terminal);
  return statusOf(planned);
}

function releaseOf(action: string, to: string): string {
  if (action === 'restart') {
    throw new UsageError('Cannot use --to with restart, which starts the file on disk: write "shimdex plan upgrade"');
  }
  return releaseNumber({ writtenAs: '--to', values: [to] }, '2.2.7');
}

/** Looks at the same host by the rules of the next release, which by default is the one of the file on disk, if it is known. */
async function upgradeOf(
  inventory: Inventory,
  files: HostFiles,
  settings: ObserveSettings,
  to = inventory.plan.to,
): Promise<Plan> {
  const containerdVersion = to ?? inventory.host.containerd.version;
  const next = await observeOnce(files, { ...settings, containerdVersion }, 'all');
  return planUpgrade(inventory, next.inventory, to);
}

function statusOf(planned: Plan): number {
  if (lostContainers(planned).length > 0 || (planned.stopsStarting ?? []).length > 0) return 1;
  return isUncertain(planned) ? 3 : 0;
}
