import type { Inventory } from '../model/inventory.ts';
import { handlerLabel } from './nfd.ts';

/**
 * A RuntimeClass of Kubernetes for each CRI handler that would start, bound to the nodes that NFD labelled for it.
 *
 * The inventory has no handlers yet: no source reads them, and the text says so.
 */
export function renderRuntimeClasses({ handlers }: Pick<Inventory, 'handlers'>): string {
  const names = handlers.filter(({ available }) => available).map(({ handler }) => handler);
  const valid = names.filter(isDnsLabel);
  if (valid.length > 0) return valid.map(renderRuntimeClass).join('---\n');
  return names.length === 0
    ? "# This version does not read CRI handlers from containerd's configuration, so it cannot list RuntimeClasses.\n"
    : '# No CRI handler of this host has a name that is valid for a RuntimeClass (RFC 1123 label).\n';
}

/** Whether a name is valid as `handler` and `metadata.name` of node.k8s.io/v1. */
function isDnsLabel(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}

/** All values are quoted, because YAML does not read `1e3`, `no` and `null` as strings. */
function renderRuntimeClass(name: string): string {
  const label = handlerLabel(name);
  return [
    'apiVersion: node.k8s.io/v1',
    'kind: RuntimeClass',
    'metadata:',
    `  name: "${name}"`,
    `handler: "${name}"`,
    ...(label === undefined ? [] : ['scheduling:', '  nodeSelector:', `    "${label}": "true"`]),
    '',
  ].join('\n');
}
