import type { Inventory } from '../model/inventory/inventory.ts';
import { severitiesWorstFirst } from '../model/words.ts';

/** NFD accepts `*.feature.node.kubernetes.io` without configuration (NFD, pkg/apis/nfd/validate/validate.go). */
const namespace = 'shimdex.feature.node.kubernetes.io';

/** Largest file that nfd-worker reads (NFD, source/local/local.go). */
const largestFile = 64 * 1024;

/** Prefix of the labels of CRI handlers; a runtime whose name starts with it has no label. */
const ofHandlers = 'handler.';

/** Further content of a feature file. */
interface NfdOptions {
  readonly version: string;
  /** When the labels expire, RFC 3339; without it they never do. */
  readonly expires?: string;
}

/** The label of the nodes on which a CRI handler would start; undefined when its name is not valid in a label. */
export function handlerLabel(handler: string): string | undefined {
  return labelOf(`${ofHandlers}${handler}`);
}

/**
 * A feature file of Node Feature Discovery: a label for each runtime and CRI handler that would start, and the number of
 * findings as features for rules, without labels.
 *
 * A name that is not valid in a label is omitted, and so is a name for which it is unknown whether it would start.
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
  const handlerLabels = handlers
    .filter(({ available }) => available === true)
    .map(({ handler }) => handlerLabel(handler));
  const usable = runtimes.filter(({ available, permitted }) => available === true && permitted === true);
  const runtimeLabels = usable.map(({ name }) => (name.startsWith(ofHandlers) ? undefined : labelOf(name)));
  const labels = [...handlerLabels, ...runtimeLabels].filter((label) => label !== undefined);
  const counts = severitiesWorstFirst.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return `# +no-label\n${namespace}/findings.${severity}=${count}`;
  });
  return [...counts, ...labels.map((label) => `${label}=true`)];
}

/** The label of a name: at most 63 characters of a small set, the first and the last alphanumeric. */
function labelOf(name: string): string | undefined {
  const fits = /^(?!.{64})[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name) && !name.startsWith('findings.');
  return fits ? `${namespace}/${name}` : undefined;
}

/** NFD does not read a file that is too large, so lines that do not fit are omitted. */
function fitting(lines: readonly string[]): readonly string[] {
  let size = 0;
  return lines.filter((line) => {
    size += line.length;
    return size <= largestFile;
  });
}
