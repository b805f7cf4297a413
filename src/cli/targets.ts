import { listTargets } from '../discovery/list-targets.ts';
import { UsageError } from '../errors.ts';
import { renderTargets } from '../render/text/targets.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { openHost } from './host.ts';
import { printJson } from './print-json.ts';
import type { Terminal } from './terminal.ts';

/** `shimdex targets`: every containerd and dockerd of the host, and the options to look at each. */
export function targets(
  settings: ObserveSettings,
  { output = 'table', json = false }: { readonly output?: string; readonly json?: boolean },
  terminal: Terminal,
): number {
  if (output !== 'table' && output !== 'json') {
    throw new UsageError(`Cannot use --output ${JSON.stringify(output)}: write table or json`);
  }
  const found = listTargets(openHost(settings), settings);
  if (json || output === 'json') printJson({ targets: found }, terminal);
  else terminal.out(renderTargets(found, { colour: terminal.colour }));
  return 0;
}
