import { UsageError } from '../../errors.ts';
import type { Finding, Severity } from '../../model/inventory/finding.ts';
import { severities } from '../../model/words.ts';
import { findingsAnswer } from '../../render/answers.ts';
import { renderFindings } from '../../render/text/answers/findings.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { View } from '../output/answer.ts';
import { withNotes } from '../output/print-answer.ts';
import { printView, type WatchOptions } from '../output/print-view.ts';
import type { Terminal } from '../terminal.ts';

interface CheckOptions extends WatchOptions {
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
  const counted = severities.slice(severities.indexOf(lowest));
  return printView(view, settings, options, terminal, {
    waitsFor: () => 'all',
    status: ({ findings }) => (findings.some((finding) => counts(finding, counted)) ? 1 : 0),
  });
}

const view: View = {
  answer: (inventory) => ({
    body: findingsAnswer(inventory),
    entries: inventory.findings,
    names: inventory.findings.map(({ code, subject }) => `${code} ${subject}`),
    text: (style) => withNotes(renderFindings(inventory.findings, style), inventory),
  }),
  kinds: ['finding', 'source'],
  members: [],
  shown: (inventory) => inventory,
};

/** A stale source means that facts are old, not that the host is misconfigured. */
function counts({ code, severity }: Finding, counted: readonly Severity[]): boolean {
  return code !== 'source-stale' && counted.includes(severity);
}
