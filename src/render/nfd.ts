import type { Inventory } from '../model/inventory.ts';
import { severitiesWorstFirst } from '../model/words.ts';

/** `*.feature.node.kubernetes.io` needs no configuration (NFD, pkg/apis/nfd/validate/validate.go). */
const namespace = 'shimdex.feature.node.kubernetes.io';

/** Largest file that nfd-worker reads (NFD, source/local/local.go). */
const largestFile = 64 * 1024;

/** What labels of CRI handlers begin with; no runtime of such a name has one. */
const ofHandlers = 'handler.';

/** What stands in a feature file beside the inventory. */
export interface NfdOptions {
  readonly version: string;
  /** When the labels go unless the file was written again by then, RFC 3339; a file without it holds for ever. */
  readonly expires?: string;
}

/** The label of the nodes on which a CRI handler starts; undefined where no label can be named so. */
export function handlerLabel(handler: string): string | undefined {
  return labelOf(`${ofHandlers}${handler}`);
}

/**
 * A feature file of Node Feature Discovery: a label for each runtime and CRI handler that would start, and features for
 * rules that are no labels.
 *
 * What would not start has no label; neither has a name that no label can bear.
 */
export function renderNfd(inventory: Inventory, { version, expires }: NfdOptions): string {
  const head = [
    `# shimdex ${version} generated, do not edit`,
    ...(expires === undefined ? [] : [`# +expiry-time=${expires}`]),
  ];
  const lines = [...head, ...features(inventory)].map((line) => `${line}\n`);
  return fitting(lines).join('');
}

function features(inventory: Inventory): readonly string[] {
  const { handlers, runtimes, findings } = inventory;
  const handlerLabels = handlers.filter(({ available }) => available).map(({ handler }) => handlerLabel(handler));
  const usable = runtimes.filter(({ available, permitted }) => available && permitted);
  const runtimeLabels = usable.map(({ name }) => (name.startsWith(ofHandlers) ? undefined : labelOf(name)));
  const labels = [...handlerLabels, ...runtimeLabels].filter((label) => label !== undefined);
  const counts = severitiesWorstFirst.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return `# +no-label\n${namespace}/findings.${severity}=${count}`;
  });
  return [...counts, ...labels.map((label) => `${label}=true`)];
}

/** The part of a label behind the slash: at most 63 of a few characters, the first and the last alphanumeric. */
function labelOf(name: string): string | undefined {
  const fits = /^(?!.{64})[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name) && !name.startsWith('findings.');
  return fits ? `${namespace}/${name}` : undefined;
}

/** A file that is too large is not read at all, so what does not fit is left out. */
function fitting(lines: readonly string[]): readonly string[] {
  let size = 0;
  return lines.filter((line) => {
    size += line.length;
    return size <= largestFile;
  });
}
