import { observeOnce } from '../discovery/observe-once.ts';
import { UsageError } from '../errors.ts';
import { renderDockerInfo } from '../render/docker-info.ts';
import type { ObserveSettings } from '../settings.ts';
import { openHost } from './host.ts';
import { printJson } from './print-json.ts';
import type { Terminal } from './terminal.ts';

/** `shimdex export`: one rendering of the inventory to stdout. */
export async function exportInventory(settings: ObserveSettings, format: string, terminal: Terminal): Promise<number> {
  if (format !== 'docker-info') {
    throw new UsageError(`Cannot export ${JSON.stringify(format)}: write docker-info`);
  }
  const { inventory } = await observeOnce(openHost(settings), settings);
  printJson(renderDockerInfo(inventory), terminal);
  return 0;
}
