import type { SourceState } from '../model/inventory/source.ts';

/** The result of reading a source. */
export interface Reading<T> {
  readonly facts: T;
  readonly states: readonly SourceState[];
  /** Host paths to watch: while none of them changes, reading again gives the same facts. Some may not exist yet. */
  readonly dependsOn: readonly string[];
}
