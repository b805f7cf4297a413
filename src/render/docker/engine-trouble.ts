import type { EngineReading } from '../../model/docker/engine-view.ts';
import { printable } from '../text/printable.ts';

/** The problem with a running Engine and its effect on the answer, safe to print; undefined if there is none. */
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
  stale: 'its last answer is shown',
  unreadable: 'its data is missing',
};
