import type { Client } from '../../../model/resolution.ts';
import type { ReadQuestion } from './reading.ts';

/** Lines of compose files, daemon.json, manifests of pods and RuntimeClasses, and containerd's configuration. */
const settings: readonly { readonly pattern: RegExp; readonly client?: Client }[] = [
  { pattern: /^["']?(?:default-)?runtime["']?\s*[:=]\s*["']?([^"',\s]+)["']?,?$/i, client: 'docker' },
  { pattern: /\bruntimeClassName["']?\s*[:=]\s*["']?([^"',\s}]+)/, client: 'cri' },
  { pattern: /^["']?(?:handler|default_runtime_name)["']?\s*[:=]\s*["']?([^"',\s]+)["']?$/, client: 'cri' },
  { pattern: /^\[plugins\..+\.containerd\.runtimes\.["']?([^\]"'.]+)/, client: 'cri' },
  { pattern: /^["']?(?:runtimeType|runtime_type)["']?\s*[:=]\s*["']?([^"',\s]+)["']?,?$/i },
];

/** The runtime name in a line of a configuration; undefined for other texts. */
export function fromSetting(text: string): ReadQuestion | undefined {
  for (const { pattern, client } of settings) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return client === undefined ? { name } : { name, client };
  }
  return undefined;
}
