import type { HostFacts } from '../../model/host/observation.ts';
import type { Ownership } from '../../model/host/ownership.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Finding } from '../../model/inventory/finding.ts';
import type { CriState, Handler } from '../../model/inventory/handler.ts';
import type { Program } from '../../model/inventory/program.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import type { Plan } from '../../model/plan.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { MergedShim } from '../inventory/merge-shims.ts';
import type { Index } from '../kept-index.ts';
import type { Running } from '../plan/plan.ts';
import type { World } from '../world.ts';

/** What a rule may look at: the observation, and what the inventory makes of it. */
export interface RuleContext {
  readonly observation: HostFacts;
  readonly runtimes: readonly Runtime[];
  readonly shims: readonly Shim[];
  /** The daemons, OCI runtimes, and shims that are not on the search path. */
  readonly programs: readonly Program[];
  readonly cri: CriState;
  readonly handlers: readonly Handler[];
  /** What happens to a container that does not name a runtime. */
  readonly defaultRuntime: Resolution;
  /** The same after the running Engine loads its configuration; absent without a running Engine, or when dockerd would not start. */
  readonly nextDefault?: Resolution;
  /** The facts that answers are made of, for advice and for files that are not shims. */
  readonly world: World;
  /** What a restart of containerd does to what runs. */
  readonly plan: Plan;
  /** The containers of the plan. */
  readonly running: Running;
  /** The same shims, each with its file. */
  readonly files: readonly MergedShim[];
  /** The same by their paths. */
  readonly byPath: Index<MergedShim>;
  /** What a rule works out item by item is remembered with it. */
  readonly lists: object;
  /** Absent where nobody looks at owners and permissions. */
  readonly ownership?: Ownership;
}

/** A finding before it gets the code of the rule that made it. */
export type RuleFinding = Omit<Finding, 'code' | 'advice'> & {
  /** A sentence alone, or everything there is to do, most useful first. */
  readonly advice: string | readonly Advice[];
};

/** A check for one thing that can be wrong. Its code is the name under which `findings.ts` lists it. */
export interface Rule {
  /** It is about what shimdex can read, so it counts even while the Engine is not a process of this host. */
  readonly appliesToForeign?: true;
  /** Its findings may explain why a runtime of this host does not start. */
  readonly explainsRuntime?: true;
  readonly check: (context: RuleContext) => readonly RuleFinding[];
}
