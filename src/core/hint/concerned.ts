import type { DockerContainer } from '../../model/host/running.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Failure } from './failure.ts';

/** The runtimes that a failure may be about. */
export interface Concerned {
  readonly names: readonly string[];
  /** The user gave one of these names with `--runtime`; only the CLI knows which. */
  readonly isByFlag: boolean;
}

/** What is there to compare a failure with. */
export interface HintFacts {
  readonly runtimes: readonly Runtime[];
  readonly defaultRuntime: string;
  readonly containers: readonly DockerContainer[];
}

/** Most runtimes that one answer explains. */
const mostNames = 32;

/** Finds the runtimes that a failure may be about. Names that start are left out, except the one that the error names. */
export function concernedBy(failure: Failure, hasFlag: boolean, facts: HintFacts): Concerned {
  switch (failure.kind) {
    case 'runtime':
      return { names: [failure.name], isByFlag: false };
    case 'containers':
      return { names: runtimesOf(failure.names, facts), isByFlag: false };
    case 'file': {
      const names = namesOf(facts.runtimes.filter((runtime) => isAbout(runtime, failure.path)));
      return { names, isByFlag: hasFlag && names.length > 1 };
    }
    case 'pairing':
      return byFlag(hasFlag, facts, ({ unavailable }) => unavailable?.reason === 'shim-unsupported');
    case 'status':
      return byFlag(hasFlag, facts, () => true);
  }
}

function byFlag(isByFlag: boolean, { runtimes, defaultRuntime }: HintFacts, may: (runtime: Runtime) => boolean) {
  const names = namesOf(runtimes.filter(may));
  return { names: isByFlag ? names : names.filter((name) => name === defaultRuntime), isByFlag };
}

function namesOf(runtimes: readonly Runtime[]): string[] {
  const failing = runtimes.filter(({ available }) => available === false);
  return failing.slice(0, mostNames).map(({ name }) => name);
}

function isAbout({ path, ociRuntime }: Runtime, file: string): boolean {
  return [path, ociRuntime?.path, ociRuntime?.resolvedPath].includes(file);
}

/** As docker finds a container: by its name, or by the beginning of its id. */
function runtimesOf(asked: readonly string[], { containers, defaultRuntime }: HintFacts): string[] {
  const found = asked.flatMap(
    (text) => containers.find(({ name }) => name === text) ?? containers.find(({ id }) => id.startsWith(text)) ?? [],
  );
  return [...new Set(found.map(({ runtime }) => runtime || defaultRuntime))].filter((name) => name !== '');
}
