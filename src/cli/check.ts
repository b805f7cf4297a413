import { observeOnce } from '../discovery/observe-once.ts';
import { UsageError } from '../errors.ts';
import type { Finding, Severity } from '../model/finding.ts';
import { findingsAnswer } from '../render/answers.ts';
import { renderFindings } from '../render/text/findings.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { openHost } from './host.ts';
import { printJson } from './print-json.ts';
import type { Terminal } from './terminal.ts';

/** From mild to grave; a type of the model cannot be asked for its order without loading its schemas. */
const severities: readonly string[] = ['low', 'medium', 'high'] satisfies Severity[];

/** `shimdex check`: what is wrong; status 1 when a finding is at or above `failOn`. */
export async function check(
  settings: ObserveSettings,
  options: { readonly failOn: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const least = severities.indexOf(options.failOn);
  if (least === -1) {
    throw new UsageError(
      `Cannot use --fail-on ${JSON.stringify(options.failOn)}: write one of ${severities.join(', ')}`,
    );
  }
  const { inventory } = await observeOnce(openHost(settings), settings);
  if (options.json) printJson(findingsAnswer(inventory), terminal);
  else terminal.out(renderFindings(inventory.findings, { colour: terminal.colour }));
  return inventory.findings.some((finding) => counts(finding, least)) ? 1 : 0;
}

/** A stale source says that facts are old, not that the host is wrong. */
function counts({ code, severity }: Finding, least: number): boolean {
  return code !== 'source-stale' && severities.indexOf(severity) >= least;
}
