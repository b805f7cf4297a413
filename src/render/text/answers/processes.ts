import type { Inventory } from '../../../model/inventory/inventory.ts';
import type { Process, ServedContainer } from '../../../model/inventory/process.ts';
import { type Palette, palette } from '../paint.ts';
import { shortId } from '../short-id.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';

/** The shim processes as a table; wide adds what containerd knows about each, and all containers. Ends in a line break. */
export function renderProcesses(
  { processes, sources }: Pick<Inventory, 'processes' | 'sources'>,
  style: TextStyle,
): string {
  const colours = palette(style.colour);
  const wide = style.wide === true;
  const titles = ['PID', 'STATE', 'SHIM', 'VERSION', 'NAMESPACE', ...(wide ? wideTitles : []), 'CONTAINERS'];
  const areKnown = sources.find(({ source }) => source === 'containers')?.state !== 'unreadable';
  const rows = processes.map((process) => rowOf(process, containersOf(process, areKnown, wide), colours, wide));
  if (rows.length > 0) {
    const table = alignColumns([...titleRow(titles, style, colours.bold), ...rows]);
    return table.map((line) => `${line}\n`).join('');
  }
  return areKnown ? 'No shims run\n' : 'It is not known which shims run\n';
}

const wideTitles = ['PROTOCOL', 'TASK API', 'OCI RUNTIME'];

/** A dash is a fact that is not known. */
function rowOf(process: Process, containers: string, colours: Palette, wide: boolean): Cell[] {
  const { pid, binary, path, state, stopped, version = '-', namespace } = process;
  const word = state ?? 'unknown';
  return [
    { text: String(pid) },
    { text: stopped === true ? `${word}, stopped` : word, paint: state === 'current' ? colours.good : colours.warn },
    { text: path ?? binary },
    { text: version },
    { text: namespace },
    ...(wide ? wideCells(process) : []),
    { text: containers },
  ];
}

/** None are only certain where all could be listed. */
function containersOf({ containers, containersUnknown }: Process, areKnown: boolean, wide: boolean): string {
  if (containers.length === 0) return areKnown && containersUnknown !== true ? 'none' : '-';
  return wide ? wholeList(containers) : list(containers);
}

function wideCells({ protocol, taskApi, ociRuntime }: Process): Cell[] {
  return [protocol, taskApi === undefined ? undefined : String(taskApi), ociRuntime].map((text = '-') => ({ text }));
}

const mostContainers = 4;

function list(containers: readonly ServedContainer[]): string {
  const shown = containers
    .slice(0, mostContainers)
    .map((each) => inState(each.name ?? shortId(each.id), each))
    .join(', ');
  const more = containers.length - mostContainers;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function wholeList(containers: readonly ServedContainer[]): string {
  return containers
    .map((each) => inState(each.name === undefined ? each.id : `${each.name} ${each.id}`, each))
    .join(', ');
}

function inState(text: string, { unmanaged, state }: ServedContainer): string {
  if (unmanaged === true) return `${text} (unmanaged)`;
  return state === 'stopped' ? `${text} (stopped)` : text;
}
