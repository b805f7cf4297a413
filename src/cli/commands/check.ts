import { observeOnce } from '../../discovery/observe-once.ts';
import { UsageError } from '../../errors.ts';
import type { Finding, Severity } from '../../model/inventory/finding.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { severities } from '../../model/words.ts';
import { findingsAnswer } from '../../render/answers.ts';
import { renderFindings } from '../../render/text/answers/findings.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import type { Answer } from '../output/answer.ts';
import { type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer, withNotes } from '../output/print-answer.ts';
import type { Terminal } from '../terminal.ts';

interface CheckOptions extends FormatOptions {
  readonly failOn: string;
}

/** `shimdex check`: the findings; status 1 when one of them is at or above `failOn`. */
export async function check(
  settings: ObserveSettings,
  { failOn, ...options }: CheckOptions,
  terminal: Terminal,
): Promise<number> {
  const lowest = severities.find((severity) => severity === failOn);
  if (lowest === undefined) {
    throw new UsageError(`Cannot use --fail-on ${JSON.stringify(failOn)}: write one of ${severities.join(', ')}`);
  }
  const style = outputStyle(options);
  const { inventory } = await observeOnce(openHost(settings), settings, 'all');
  await printAnswer(checkAnswer(inventory), style, terminal);
  const counted = severities.slice(severities.indexOf(lowest));
  return inventory.findings.some((finding) => counts(finding, counted)) ? 1 : 0;
}

function checkAnswer(inventory: Inventory): Answer {
  const { findings } = inventory;
  return {
    body: findingsAnswer(inventory),
    entries: findings,
    names: findings.map(({ code, subject }) => `${code} ${subject}`),
    text: (style) => withNotes(renderFindings(findings, style), inventory),
  };
}

/** A stale source means that facts are old, not that the host is misconfigured. */
function counts({ code, severity }: Finding, counted: readonly Severity[]): boolean {
  return code !== 'source-stale' && counted.includes(severity);
}
