import type { Inventory } from '../model/inventory.ts';
import { handlerLabel } from './nfd.ts';

/** A RuntimeClass of Kubernetes for each CRI handler that would start, bound to the nodes that NFD labelled for it. */
export function renderRuntimeClasses({ handlers }: Pick<Inventory, 'handlers'>): string {
  const names = handlers.filter(({ available }) => available).map(({ handler }) => handler);
  const bearable = names.filter(isDnsLabel);
  if (bearable.length > 0) return bearable.map(renderRuntimeClass).join('---\n');
  return names.length === 0
    ? '# No CRI handler of this host would start, so there is no RuntimeClass to write.\n'
    : '# No CRI handler of this host has a name that a RuntimeClass may bear (RFC 1123 label).\n';
}

/** What `handler` and `metadata.name` of node.k8s.io/v1 may both be. */
function isDnsLabel(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}

/** Quoted throughout: YAML reads `1e3`, `no` and `null` as something else. */
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
