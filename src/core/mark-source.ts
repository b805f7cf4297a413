import { defined } from '../model/defined.ts';
import type { SourceName, SourceState } from '../model/inventory/source.ts';

/** The same states with another one for `source`, placed last; its file stays. */
export function markSource(
  states: readonly SourceState[],
  source: SourceName,
  state: SourceState['state'],
  message: string | undefined,
): SourceState[] {
  const file = states.find((other) => other.source === source)?.file;
  const marked: SourceState = defined({ source, state, file, message });
  return [...states.filter((other) => other.source !== source), marked];
}
