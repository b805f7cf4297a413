import type { Inventory } from '../../../model/inventory/inventory.ts';
import type { Process, ServedContainer } from '../../../model/inventory/process.ts';
import { type Palette, palette } from '../paint.ts';
import { alignColumns, type Cell } from '../table.ts';

/** The shim processes as a table; ends in a line break. */
export function renderProcesses(
  { processes, sources }: Pick<Inventory, 'processes' | 'sources'>,
  colour: boolean,
): string {
  const colours = palette(colour);
  const titles = ['PID', 'STATE', 'SHIM', 'VERSION', 'NAMESPACE', 'CONTAINERS'];
  const rows = processes.map((process) => rowOf(process, colours));
  if (rows.length > 0) {
    const table = alignColumns([titles.map((text): Cell => ({ text, paint: colours.bold })), ...rows]);
    return table.map((line) => `${line}\n`).join('');
  }
  const state = sources.find(({ source }) => source === 'containers')?.state;
  return state === 'unreadable' ? 'Which shims run is not known\n' : 'No shims run\n';
}

function rowOf(process: Process, colours: Palette): Cell[] {
  const { pid, binary, path, state, stopped, version = '', namespace, containers } = process;
  const word = state ?? 'unknown';
  return [
    { text: String(pid) },
    { text: stopped === true ? `${word}, stopped` : word, paint: state === 'current' ? colours.good : colours.warn },
    { text: path ?? binary },
    { text: version },
    { text: namespace },
    { text: containers.length === 0 ? 'none' : list(containers) },
  ];
}

const mostContainers = 4;

function list(containers: readonly ServedContainer[]): string {
  const shown = containers.slice(0, mostContainers).map(nameOf).join(', ');
  const more = containers.length - mostContainers;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

const shortId = 12;

/** Docker shortens ids of 64 digits to 12. */
function nameOf({ id, name, unmanaged, state }: ServedContainer): string {
  const text = name ?? (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, shortId) : id);
  if (unmanaged === true) return `${text} (unmanaged)`;
  return state === 'stopped' ? `${text} (stopped)` : text;
}
