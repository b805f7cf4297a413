import type { Finding } from '../../model/finding.ts';
import type { FileFact, HostFacts } from '../../model/observation.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { Runtime } from '../../model/runtime.ts';
import type { Shim } from '../../model/shim.ts';

/** What a rule may look at: what was seen, and what was made of it. */
export interface RuleContext {
  readonly observation: HostFacts;
  readonly runtimes: readonly Runtime[];
  readonly shims: readonly Shim[];
  /** What happens to a container that names no runtime. */
  readonly defaultRuntime: Resolution;
  /** The same once a running Engine has taken its configuration on; absent where none runs or it would not start. */
  readonly nextDefault?: Resolution;
  /** The file behind a shim, as it was observed. */
  readonly fileOf: (shim: Shim) => FileFact;
}

/** One check: every finding it makes bears the code it is listed under. */
export type Rule = (context: RuleContext) => readonly Finding[];
