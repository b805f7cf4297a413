import { Discovery } from '../../discovery/discovery.ts';
import { createLog } from '../../log.ts';
import { defaultRescanSeconds, defaultVerifySeconds } from '../../settings/options.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import type { View } from '../output/answer.ts';
import type { OutputStyle } from '../output/output-format.ts';
import type { Terminal } from '../terminal.ts';
import { printerOf } from './printer.ts';

/** Prints an answer, and again whenever it changes, until a signal or the end of the reader; the status is 0. */
export async function watch(
  view: View,
  settings: ObserveSettings,
  style: OutputStyle,
  terminal: Terminal,
): Promise<number> {
  terminal.neverWait?.();
  const ending = endOfWatch(terminal);
  const printer = await printerOf(view, style, terminal);
  // What is wrong with the host is in the answers; only a look that fails is reported.
  const log = createLog('error', { write: (line) => terminal.err(line) });
  const discovery = new Discovery({
    files: openHost(settings),
    settings,
    verifySeconds: defaultVerifySeconds,
    rescanSeconds: defaultRescanSeconds,
    log,
  });
  discovery.reader.subscribe((_set, inventory) => printer.print(inventory));
  const started = discovery.start();
  await ending;
  printer.end?.();
  await started;
  await discovery.stop();
  return 0;
}

const endingSignals = ['SIGINT', 'SIGTERM'] as const;

/** Settles when a signal ends the command, or when nobody reads what it prints. Another signal then ends it at once. */
async function endOfWatch(terminal: Terminal): Promise<void> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  for (const signal of endingSignals) process.on(signal, end);
  terminal.onClosed?.(end);
  await ended;
  for (const signal of endingSignals) process.off(signal, end);
}
