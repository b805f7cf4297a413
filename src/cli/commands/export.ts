import { UsageError } from '../../errors.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { renderDockerInfo } from '../../render/docker/info.ts';
import { renderBuildMetrics, renderInventoryMetrics } from '../../render/metrics.ts';
import { renderNfd } from '../../render/nfd.ts';
import { renderRuntimeClasses } from '../../render/runtime-class.ts';
import { printable } from '../../render/text/printable.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { revision, version } from '../../version.ts';
import { lookOnce, openHost } from '../host.ts';
import { printJson } from '../output/print-json.ts';
import type { Terminal } from '../terminal.ts';

/** The formats by name. */
const printers: Readonly<Record<string, (inventory: Inventory, terminal: Terminal) => void>> = {
  'docker-info': (inventory, terminal) => printJson(renderDockerInfo(inventory), terminal),
  prometheus: (inventory, terminal) =>
    printText(
      renderBuildMetrics({ version, revision, nodeVersion: process.versions.node }) + renderInventoryMetrics(inventory),
      terminal,
    ),
  nfd: (inventory, terminal) => printText(renderNfd(inventory, { version }), terminal),
  runtimeclass: (inventory, terminal) => printText(renderRuntimeClasses(inventory), terminal),
};

/** The formats that have the versions of shims. */
const showsVersions: ReadonlySet<string> = new Set(['docker-info', 'prometheus']);

/** `shimdex export`: writes the inventory to stdout in one format. */
export async function exportInventory(settings: ObserveSettings, format: string, terminal: Terminal): Promise<number> {
  const print = Object.hasOwn(printers, format) ? printers[format] : undefined;
  if (print === undefined) {
    throw new UsageError(
      `Cannot export ${JSON.stringify(format)}: write one of ${Object.keys(printers).sort().join(', ')}`,
    );
  }
  const { inventory } = await lookOnce(
    openHost(settings),
    settings,
    terminal,
    showsVersions.has(format) ? 'all' : 'deciding',
  );
  print(inventory, terminal);
  return 0;
}

/** Programs get the text unchanged; for a terminal, control characters in hostile names are escaped. */
function printText(text: string, terminal: Terminal): void {
  terminal.out(terminal.interactive ? text.split('\n').map(printable).join('\n') : text);
}
