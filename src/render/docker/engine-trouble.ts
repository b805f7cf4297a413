import type { EngineReading } from '../../model/engine-view.ts';
import { printable } from '../text/printable.ts';

/** What is wrong with a running Engine and what that means for the answer, safe to print; a host without one is well. */
export function engineTrouble({
  state,
  message = 'The Docker Engine does not answer',
}: EngineReading): string | undefined {
  const consequence = consequences[state];
  return consequence === undefined ? undefined : printable(`${message}; ${consequence}`);
}

const consequences: Readonly<Record<EngineReading['state'], string | undefined>> = {
  read: undefined,
  absent: undefined,
  stale: 'what it said last is shown',
  unreadable: 'what it would say is missing',
};
