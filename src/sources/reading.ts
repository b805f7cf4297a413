import type { SourceState } from '../model/source.ts';

/** What a source said when it was asked. */
export interface Reading<T> {
  readonly facts: T;
  readonly states: readonly SourceState[];
  /** Host paths whose identity decides whether asking again could say something else; some may not exist yet. */
  readonly dependsOn: readonly string[];
}
