import { defined } from '../../model/defined.ts';
import type { KeyHint } from '../../model/docker/key-hint.ts';
import type { Advice } from '../../model/inventory/advice.ts';

/** Which key to write instead of one that dockerd does not know. */
export function describeKeyHint({ key, line, inside, meant, kind, ignored }: KeyHint, file: string): Advice {
  const where = `"${key}"${inside === undefined ? '' : ` in "${inside}"`} on line ${line}`;
  if (kind === 'no-object') {
    const written = exampleOf(key);
    return defined({ text: `Write a value without braces for ${where}`, file, snippet: written });
  }
  if (meant === undefined) {
    const remedy = ignored ? 'Remove' : 'Remove or correct';
    return { text: `${remedy} ${where}: dockerd does not know this key`, file };
  }
  const snippet = kind === 'moved' ? exampleOf(meant) : undefined;
  if (snippet !== undefined) return { text: `Write ${where} inside of "${meant}"`, file, snippet };
  if (kind === 'moved') return { text: `Move ${where} into "runtimes": the key belongs to "${meant}"`, file };
  return { text: `Write "${meant}" instead of ${where}`, file };
}

/** Options whose values people guess wrong. */
const examples: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['exec-opts', ['native.cgroupdriver=systemd']],
  ['log-opts', { 'max-size': '10m', 'max-file': '3' }],
]);

function exampleOf(key: string): string | undefined {
  const value = examples.get(key);
  return value === undefined ? undefined : JSON.stringify({ [key]: value }, undefined, 2);
}
