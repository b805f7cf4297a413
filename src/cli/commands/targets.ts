import { listTargets } from '../../discovery/list-targets.ts';
import type { Target } from '../../model/host/target.ts';
import { renderTargets } from '../../render/text/answers/targets.ts';
import type { TextStyle } from '../../render/text/style.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { openHost } from '../host.ts';
import { type FormatOptions, outputStyle } from '../output/output-format.ts';
import { printAnswer } from '../output/print-answer.ts';
import type { Terminal } from '../terminal.ts';

/** `shimdex targets`: every containerd and dockerd of the host, and the options to look at each. */
export async function targets(settings: ObserveSettings, options: FormatOptions, terminal: Terminal): Promise<number> {
  const style = outputStyle(options);
  const { targets: found, sources } = listTargets(openHost(settings), settings);
  const answer = {
    body: { targets: found, sources },
    entries: found,
    names: found.map(nameOf),
    text: (textStyle: TextStyle) => renderTargets(found, textStyle, sources),
  };
  await printAnswer(answer, style, terminal);
  return 0;
}

/** What the options take that look at it: its socket, else its process. */
function nameOf({ sockets: [socket], pid = 0 }: Target): string {
  return socket ?? String(pid);
}
