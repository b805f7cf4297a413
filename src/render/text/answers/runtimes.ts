import type { Inventory } from '../../../model/inventory/inventory.ts';
import type { Runtime } from '../../../model/inventory/runtime.ts';
import type { Shim } from '../../../model/inventory/shim.ts';
import { type Palette, palette } from '../paint.ts';
import { printable } from '../printable.ts';
import { quotedBlanks } from '../quoted.ts';
import { type TextStyle, titleRow } from '../style.ts';
import { alignColumns, type Cell } from '../table.ts';
import { programLines } from './programs.ts';

/** Style of `shimdex list`: wide adds what the runtimes are, and who uses them. */
interface ListStyle extends TextStyle {
  /** Adds the shims that are not runtimes, and the programs. */
  readonly all: boolean;
}

/** The permitted runtimes as a table, with a star after the default runtime where that is known; ends in a line break. */
export function renderRuntimes(inventory: Inventory, style: ListStyle): string {
  const colours = palette(style.colour);
  const permitted = inventory.runtimes.filter((runtime) => runtime.permitted);
  const known = inventory.host.docker.configUnknown === true ? undefined : inventory.defaultRuntime;
  const sections = [
    alignColumns([
      ...titleRow(style.wide === true ? [...titles, ...wideTitles, 'PATH'] : [...titles, 'PATH'], style, colours.bold),
      ...permitted.map((runtime) => [
        ...runtimeRow(runtime, known, colours),
        ...(style.wide === true ? wideCells(runtime, inventory.shims) : []),
        lastCell(runtime, colours),
      ]),
    ]),
    defaultNote(permitted, known, colours),
    refusedConfig(inventory, colours),
    style.all ? unusedShims(inventory.shims, style) : [],
    style.all ? programLines(inventory.programs, style) : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const titles = ['RUNTIME', 'ORIGIN', 'AVAILABLE'];
const wideTitles = ['VERSION', 'HANDLERS', 'RUNNING', 'STOPPED', 'PACKAGE'];

function runtimeRow(runtime: Runtime, defaultRuntime: string | undefined, colours: Palette): Cell[] {
  const mark = runtime.name === defaultRuntime ? ' *' : '';
  return [
    { text: `${quotedBlanks(runtime.name)}${mark}` },
    { text: runtime.origin },
    availability(runtime.available, colours),
  ];
}

function lastCell(runtime: Runtime, colours: Palette): Cell {
  return runtime.available ? { text: whatRuns(runtime) } : { text: whyNot(runtime), paint: colours.dim };
}

/** A dash is a fact that is not known. */
function wideCells({ version, path, handlers, usedBy }: Runtime, shims: readonly Shim[]): Cell[] {
  const owner = shims.find((shim) => shim.path === path)?.file?.package;
  const texts = [
    version,
    handlers.map(quotedBlanks).join(',') || undefined,
    usedBy && String(usedBy.running),
    usedBy && String(usedBy.stopped),
    owner && `${owner.name} ${owner.version}`,
  ];
  return texts.map((text = '-') => ({ text }));
}

function availability(available: boolean | null, colours: Palette): Cell {
  if (available === null) return { text: 'unknown', paint: colours.warn };
  return available ? { text: 'yes', paint: colours.good } : { text: 'no', paint: colours.bad };
}

/** For a runtime configured by path, runc's shim and the OCI runtime that it executes. */
function whatRuns(runtime: Runtime): string {
  const oci = runtime.ociRuntime;
  const shim = runtime.path ?? '';
  if (oci === undefined) return shim;
  return `${shim} (runs ${[quotedBlanks(oci.resolvedPath ?? oci.path), ...oci.args].join(' ')})`;
}

function whyNot({ ociRuntime, path, binary, unavailable }: Runtime): string {
  const reason = unavailable?.reason ?? 'unavailable';
  const isOci = reason.includes('oci-runtime') && ociRuntime !== undefined;
  const subject = isOci ? ociRuntime.path : (path ?? binary);
  return subject === undefined ? reason : `${reason}: ${quotedBlanks(subject)}`;
}

/** `default-runtime` may be a permitted name that is not listed; undefined while the configuration is unknown. */
function defaultNote(permitted: readonly Runtime[], name: string | undefined, colours: Palette): string[] {
  if (name === undefined) return [`${colours.bold('Default runtime:')} unknown`];
  if (permitted.some((runtime) => runtime.name === name)) return [];
  const same = permitted.find((runtime) => runtime.aliases.includes(name));
  const text =
    same === undefined ? `"${name}", which is not in this list` : `"${name}", another name of "${same.name}"`;
  return [`${colours.bold('Default runtime:')} ${printable(text)}`];
}

/** A configuration with which dockerd does not start, by the findings about it. */
function refusedConfig({ findings }: Inventory, colours: Palette): string[] {
  return findings.flatMap(({ code, subject, message }) => {
    if (code === 'docker-config-refused') {
      return [colours.bad(printable(`dockerd refuses ${subject} and would not start: ${message}`))];
    }
    return code === 'next-start-fails' ? [colours.bad(printable(`${subject}: ${message}`))] : [];
  });
}

function unusedShims(shims: readonly Shim[], style: TextStyle): string[] {
  const colours = palette(style.colour);
  const unused = shims.filter((shim) => shim.state !== 'effective');
  if (unused.length === 0) return [];
  const rows = unused.map((shim): Cell[] => [
    { text: quotedBlanks(shim.path) },
    { text: shim.reason ?? shim.state },
    { text: shim.shadowedBy ?? '', paint: colours.dim },
  ]);
  return alignColumns([...titleRow(['UNUSED SHIM', 'WHY', 'WINNER'], style, colours.bold), ...rows]);
}
