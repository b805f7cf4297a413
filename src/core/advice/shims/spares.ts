import type { Attempt } from '../../../model/resolution.ts';
import type { World } from '../../world.ts';

/** The files that a broken one hides and that would start, each file once, in the order of the lookup. */
export function sparesIn(attempts: readonly Attempt[], { inspect }: Pick<World, 'inspect'>): string[] {
  const found = new Map<string, string>();
  for (const { startable, path } of attempts) {
    if (startable !== true) continue;
    const file = inspect(path);
    const real = file.kind === 'missing' ? path : file.realPath;
    if (!found.has(real)) found.set(real, path);
  }
  return [...found.values()];
}

/** The end of a sentence about a broken file. */
export function whatItHides(spares: readonly string[]): string {
  return spares.length === 0 ? '' : `. It hides ${spares.map((path) => `"${path}"`).join(' and ')}, which would start`;
}
