import type { BigIntStats } from 'node:fs';
import type { BytePath } from './byte-path.ts';

type Look = (path: BytePath) => BigIntStats | undefined;

/**
 * The same lstat(2), which looks at each directory once in a turn of the event loop. Everything else may be about to change,
 * and is looked at each time.
 */
export function oncePerTurn(look: Look): Look {
  const directories = new Map<BytePath, BigIntStats>();
  return (path) => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const found = look(path);
    if (found?.isDirectory() !== true) return found;
    if (directories.size === 0) setImmediate(() => directories.clear()).unref();
    directories.set(path, found);
    return found;
  };
}
