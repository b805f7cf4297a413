import type { Advice } from '../../model/inventory/advice.ts';
import { catalogueEntry } from '../catalogue.ts';

/** Nothing starts on a host without containerd. */
export const installContainerd: Advice = { text: 'Install containerd: it starts the shims' };

/** Where to get a shim or an OCI runtime, by its file name; undefined for a file that is not in the catalogue. */
export function whereToGet(binary: string): Advice | undefined {
  const entry = catalogueEntry(binary);
  if (entry === undefined) return undefined;
  const { project, url } = entry;
  const what = project === binary ? project : `"${binary}" from ${project}`;
  return { text: `Install ${what} (${url})` };
}
