import { defined } from '../model/defined.ts';
import type { SourceName, SourceState } from '../model/source.ts';

/** The same states with another one for `source`, placed last. */
export function markSource(
  states: readonly SourceState[],
  source: SourceName,
  state: SourceState['state'],
  message: string | undefined,
): SourceState[] {
  const marked: SourceState = defined({ source, state, message });
  return [...states.filter((other) => other.source !== source), marked];
}
