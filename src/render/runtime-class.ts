import type { Inventory } from '../model/inventory/inventory.ts';
import { runtimeClassHandler } from '../model/words.ts';
import { handlerLabel } from './nfd.ts';

/**
 * A RuntimeClass of Kubernetes for each CRI handler that would start, bound to the nodes that NFD labelled for it.
 *
 * Without one, a comment says why.
 */
export function renderRuntimeClasses({ cri, handlers }: Pick<Inventory, 'cri' | 'handlers'>): string {
  const why = cri.message === undefined ? '' : `: ${onOneLine(cri.message)}`;
  if (cri.state === 'not-served') return `# CRI is not served${why}\n`;
  if (cri.state === 'unknown') return `# It is not known whether CRI is served${why}\n`;
  const names = handlers.filter(({ available }) => available).map(({ handler }) => handler);
  const valid = names.filter((name) => runtimeClassHandler.test(name));
  if (valid.length > 0) return valid.map(renderRuntimeClass).join('---\n');
  return names.length === 0
    ? '# A pod would not start with any CRI handler of this host.\n'
    : '# No CRI handler of this host has a name that is valid for a RuntimeClass (RFC 1123 label).\n';
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

/** A comment of YAML ends with its line; the message may quote hostile text. */
function onOneLine(message: string): string {
  const words = message.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return words.startsWith('The ') ? `the ${words.slice('The '.length)}` : words;
}
