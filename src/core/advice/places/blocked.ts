import type { FileFact } from '../../../model/host/file-fact.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import type { World } from '../../world.ts';
import { adviseOnFault } from '../execution-fault.ts';

/** Whether a file is behind a closed directory or a loop of links, so that it may well be there, or be meant to be. */
export function isBlocked(file: FileFact): boolean {
  return file.kind === 'missing' && (file.errno === 'EACCES' || file.errno === 'ELOOP');
}

/** What to do about a path that cannot be followed, where an installation does not help; empty for any other path. */
export function adviseOnBlocked(path: string, { inspect, explore }: World): Advice[] {
  const fault = isBlocked(inspect(path)) ? explore?.explain(path) : undefined;
  return fault === undefined ? [] : [adviseOnFault(fault)];
}
