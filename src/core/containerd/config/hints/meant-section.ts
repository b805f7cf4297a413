import { editDistance } from '../../../edit-distance.ts';
import { criImages, criRuntime, criService, opt } from '../schema/plugins.ts';

/** The plugins that decide what runs, under every name that some release has for them. */
export const decisivePlugins: readonly string[] = [opt, criService, criRuntime, criImages];

/** The plugin that is meant by a section whose name no release reads; undefined for any other name. */
export function meantSection(name: string): string | undefined {
  if (decisivePlugins.includes(name) || name === 'cri' || name === 'opt') return undefined;
  // The parts of a name without quotes are tables inside each other.
  if (name === 'io') return criService;
  const lower = name.toLowerCase();
  if (lower === 'cri') return criService;
  if (lower === 'opt') return opt;
  return decisivePlugins.find((uri) => editDistance(lower, uri, 2) !== undefined);
}
