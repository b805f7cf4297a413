import { listTargets } from '../../discovery/list-targets.ts';
import { renderTargets } from '../../render/text/answers/targets.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { type FormatOptions, outputFormat } from '../output/output-format.ts';
import { printJson } from '../output/print-json.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex targets`: every containerd and dockerd of the host, and the options to look at each. */
export function targets(settings: ObserveSettings, options: FormatOptions, terminal: Terminal): number {
  const format = outputFormat(options, ['table', 'json']);
  const found = listTargets(openHost(settings), settings);
  if (format === 'json') printJson({ targets: found }, terminal);
  else terminal.out(renderTargets(found, { colour: terminal.colour }));
  return 0;
}
