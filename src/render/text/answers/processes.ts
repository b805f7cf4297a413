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
  const rows = processes.map((process) => rowOf(process, colours, wide));
  if (rows.length > 0) {
    const table = alignColumns([...titleRow(titles, style, colours.bold), ...rows]);
    return table.map((line) => `${line}\n`).join('');
  }
  const state = sources.find(({ source }) => source === 'containers')?.state;
  return state === 'unreadable' ? 'It is not known which shims run\n' : 'No shims run\n';
}

const wideTitles = ['PROTOCOL', 'TASK API', 'OCI RUNTIME'];

function rowOf(process: Process, colours: Palette, wide: boolean): Cell[] {
  const { pid, binary, path, state, stopped, version = '', namespace } = process;
  const word = state ?? 'unknown';
  return [
    { text: String(pid) },
    { text: stopped === true ? `${word}, stopped` : word, paint: state === 'current' ? colours.good : colours.warn },
    { text: path ?? binary },
    { text: version },
    { text: namespace },
    ...(wide ? wideCells(process) : []),
    { text: containersOf(process, wide) },
  ];
}

function containersOf({ containers, containersUnknown }: Process, wide: boolean): string {
  if (containersUnknown === true) return 'unknown';
  if (containers.length === 0) return 'none';
  return wide ? wholeList(containers) : list(containers);
}

/** A dash is a fact that is not known. */
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
