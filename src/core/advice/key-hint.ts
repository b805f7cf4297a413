import type { KeyHint } from '../../model/docker/key-hint.ts';
import type { Advice } from '../../model/inventory/advice.ts';

/** Which key to write instead of one that dockerd does not know. */
export function describeKeyHint({ key, line, inside, meant, kind, ignored }: KeyHint, file: string): Advice {
  const where = `"${key}"${inside === undefined ? '' : ` in "${inside}"`} on line ${line}`;
  if (meant === undefined) {
    const remedy = ignored ? 'Remove' : 'Remove or correct';
    return { text: `${remedy} ${where}: dockerd does not know this key`, file };
  }
  if (kind === 'moved') return { text: `Move ${where} into "runtimes": the key belongs to "${meant}"`, file };
  return { text: `Write "${meant}" instead of ${where}`, file };
}
