import { observeOnce } from '../../discovery/observe-once.ts';
import { UsageError } from '../../errors.ts';
import type { Finding, Severity } from '../../model/inventory/finding.ts';
import { severities } from '../../model/words.ts';
import { findingsAnswer } from '../../render/answers.ts';
import { renderFindings } from '../../render/text/answers/findings.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { printJson } from '../output/print-json.ts';
import { printNotes } from '../output/print-notes.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex check`: the findings; status 1 when one of them is at or above `failOn`. */
export async function check(
  settings: ObserveSettings,
  options: { readonly failOn: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const failOn = severities.find((severity) => severity === options.failOn);
  if (failOn === undefined) {
    throw new UsageError(
      `Cannot use --fail-on ${JSON.stringify(options.failOn)}: write one of ${severities.join(', ')}`,
    );
  }
  const { inventory } = await observeOnce(openHost(settings), settings, 'all');
  if (options.json) {
    printJson(findingsAnswer(inventory), terminal);
  } else {
    terminal.out(renderFindings(inventory.findings, { colour: terminal.colour }));
    printNotes(inventory, terminal);
  }
  const counted = severities.slice(severities.indexOf(failOn));
  return inventory.findings.some((finding) => counts(finding, counted)) ? 1 : 0;
}

/** A stale source means that facts are old, not that the host is misconfigured. */
function counts({ code, severity }: Finding, counted: readonly Severity[]): boolean {
  return code !== 'source-stale' && counted.includes(severity);
}
