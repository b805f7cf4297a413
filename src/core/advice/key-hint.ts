import { defined } from '../../model/defined.ts';
import type { KeyHint } from '../../model/docker/key-hint.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { editDaemonJson } from './daemon-json.ts';

/** Which key to write instead of one that dockerd does not know. */
export function describeKeyHint(hint: KeyHint, docker: Pick<DockerFacts, 'configFile'>): Advice {
  return editDaemonJson(correctionOf(hint), docker);
}

function correctionOf({ key, line, inside, meant, kind, ignored }: KeyHint): Omit<Advice, 'file'> {
  const where = `"${key}"${inside === undefined ? '' : ` in "${inside}"`} on line ${line}`;
  if (kind === 'no-object') {
    const written = exampleOf(key);
    return defined({ text: `Write a value without braces for ${where}`, snippet: written });
  }
  if (meant === undefined) {
    const remedy = ignored ? 'Remove' : 'Remove or correct';
    return { text: `${remedy} ${where}: dockerd does not know this key` };
  }
  const snippet = kind === 'moved' ? exampleOf(meant) : undefined;
  if (snippet !== undefined) return { text: `Write ${where} inside of "${meant}"`, snippet };
  if (kind === 'moved') return { text: `Move ${where} into "runtimes": the key belongs to "${meant}"` };
  return { text: `Write "${meant}" instead of ${where}` };
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
