import type { WaitsFor } from '../../discovery/observe-once.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { lookOnce, openHost } from '../host.ts';
import type { Terminal } from '../terminal.ts';
import type { View } from './answer.ts';
import { type FormatOptions, type OutputStyle, outputStyle } from './output-format.ts';
import { printAnswer } from './print-answer.ts';

/** The options of a command that can keep running. */
export interface WatchOptions extends FormatOptions {
  readonly watch?: boolean;
}

/** How a command looks at the host, and which status its answer has. */
interface Looks {
  readonly waitsFor?: (style: OutputStyle) => WaitsFor;
  readonly status?: (inventory: Inventory) => number;
}

/** Prints the answer of a command once, or with `watch` again whenever it changes; returns the exit status. */
export async function printView(
  view: View,
  settings: ObserveSettings,
  options: WatchOptions,
  terminal: Terminal,
  { waitsFor = () => 'deciding', status = () => 0 }: Looks = {},
): Promise<number> {
  const style = outputStyle(options);
  if (options.watch === true) {
    const { watch } = await import('../watch/watch.ts');
    return watch(view, settings, style, terminal);
  }
  const { inventory } = await lookOnce(openHost(settings), settings, terminal, waitsFor(style));
  await printAnswer(view.answer(inventory), style, terminal);
  return status(inventory);
}
