import { defined } from '../../../model/defined.ts';
import type { Program } from '../../../model/inventory/program.ts';
import { palette } from '../paint.ts';
import { quotedBlanks } from '../quoted.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';

/** The daemons, OCI runtimes and other shims as the lines of a table; none without any. */
export function programLines(programs: readonly Program[], style: TextStyle): string[] {
  if (programs.length === 0) return [];
  const colours = palette(style.colour);
  const titles = ['PROGRAM', 'WHAT', 'VERSION', 'PACKAGE', 'STATE'];
  return alignColumns([
    ...titleRow(titles, style, colours.bold),
    ...programs.map((program): Cell[] => [
      { text: quotedBlanks(program.path) },
      { text: program.role },
      { text: program.file?.version ?? 'unknown' },
      { text: packageOf(program) },
      defined({ text: stateOf(program), paint: program.state === 'current' ? undefined : colours.warn }),
    ]),
  ]);
}

function packageOf({ file }: Program): string {
  if (file?.package === undefined) return '-';
  const { name, version, verified } = file.package;
  return `${name} ${version}${verified === false ? ' (changed)' : ''}`;
}

/** Only a daemon keeps running an older file. */
function stateOf({ role, pid, state }: Program): string {
  if (pid === undefined) return role === 'containerd' || role === 'dockerd' ? 'does not run' : '';
  if (state === 'current') return `runs, pid ${pid}`;
  const now = state === 'replaced' ? 'another file is there now' : 'its file is deleted';
  return `runs, pid ${pid}${state == null ? '' : `: ${now}`}`;
}
