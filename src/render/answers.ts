import type {
  ChangesAnswer,
  FindingsAnswer,
  HandlersAnswer,
  PlanAnswer,
  ProcessesAnswer,
  ProgramsAnswer,
  RuntimeAnswer,
  RuntimesAnswer,
  SearchPathAnswer,
  ShimsAnswer,
} from '../model/answers.ts';
import type { TimedChangeSet } from '../model/inventory/change.ts';
import type { Severity } from '../model/inventory/finding.ts';
import type { Inventory } from '../model/inventory/inventory.ts';
import type { Origin, Runtime } from '../model/inventory/runtime.ts';
import type { ExplanationAnswer, ResolutionAnswer } from '../model/resolution.ts';
import type { ExplainedText, ResolvedName } from '../model/resolver.ts';

/** Which runtimes are asked for; an absent member does not narrow. */
interface RuntimesFilter {
  /** null: it cannot be known. */
  readonly available?: boolean | null | undefined;
  readonly origin?: Origin | undefined;
}

/** The permitted set: the names a client may use, and which of them would start. */
export function runtimesAnswer(inventory: Inventory, filter: RuntimesFilter = {}): RuntimesAnswer {
  const { available, origin } = filter;
  const runtimes = inventory.runtimes.filter(
    (runtime) =>
      runtime.permitted &&
      (available === undefined || runtime.available === available) &&
      (origin === undefined || runtime.origin === origin),
  );
  const { revision, defaultRuntime, sources } = inventory;
  return { revision, defaultRuntime, runtimes, sources };
}

/** One runtime of the permitted set. */
export function runtimeAnswer(inventory: Inventory, runtime: Runtime): RuntimeAnswer {
  return { ...runtime, revision: inventory.revision, sources: inventory.sources };
}

/** What happens to a name. */
export function resolutionAnswer({ resolution, findings, inventory }: ResolvedName): ResolutionAnswer {
  const { revision, sources } = inventory;
  return { ...resolution, findings: [...findings], revision, sources };
}

/** What each client makes of the name in a text. */
export function explanationAnswer({ inventory, answers, findings, ...asked }: ExplainedText): ExplanationAnswer {
  const { revision, sources } = inventory;
  return { ...asked, answers: [...answers], findings: [...findings], revision, sources };
}

/** Every candidate file that was seen. */
export function shimsAnswer({ revision, shims, sources }: Inventory): ShimsAnswer {
  return { revision, shims, sources };
}

/** The places of the lookup, in its order. */
export function searchPathAnswer({ revision, searchPath, sources }: Inventory): SearchPathAnswer {
  return { revision, searchPath, sources };
}

/** The CRI runtime handlers of containerd's configuration. */
export function handlersAnswer({ revision, cri, defaultHandler, handlers, sources }: Inventory): HandlersAnswer {
  return { revision, cri, defaultHandler, handlers, sources };
}

/** The shim processes, and the containers that they serve. */
export function processesAnswer({ revision, processes, sources }: Inventory): ProcessesAnswer {
  return { revision, processes, sources };
}

/** The daemons, the OCI runtimes, and shims that are not on the search path. */
export function programsAnswer({ revision, programs, sources }: Inventory): ProgramsAnswer {
  return { revision, programs, sources };
}

/** What a restart, or the upgrade that was planned, would do. */
export function planAnswer({ revision, sources, plan }: Pick<Inventory, 'revision' | 'sources' | 'plan'>): PlanAnswer {
  return { ...plan, revision, sources };
}

/** All findings, or the ones of one severity. */
export function findingsAnswer(inventory: Inventory, severity?: Severity): FindingsAnswer {
  const { revision, sources } = inventory;
  const findings = inventory.findings.filter((finding) => severity === undefined || finding.severity === severity);
  return { revision, findings, sources };
}

/** What was published since start, newest first, with times. */
export function changesAnswer({ revision, sources }: Inventory, changes: readonly TimedChangeSet[]): ChangesAnswer {
  return { revision, changes: [...changes], sources };
}
