import type { Inventory } from '../model/inventory.ts';
import { handlerLabel } from './nfd.ts';

/** A Kubernetes RuntimeClass for each CRI handler that would start, for the nodes that NFD labelled for it. */
export function renderRuntimeClasses({ handlers }: Pick<Inventory, 'handlers'>): string {
  const names = handlers.filter(({ available }) => available).map(({ handler }) => handler);
  const usable = names.filter(isDnsLabel);
  if (usable.length > 0) return usable.map(renderRuntimeClass).join('---\n');
  return names.length === 0
    ? '# No CRI handler of this host would start, so there is no RuntimeClass to write.\n'
    : '# No CRI handler of this host has a valid name for a RuntimeClass (RFC 1123 label).\n';
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
