import type { FileFact } from '../../model/host/file-fact.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import type { Attempt, Refusal } from '../../model/resolution.ts';
import { execErrno, execFailure } from '../go/exec-error.ts';
import { isExecutable } from '../go/look-path.ts';
import { directoryOf, fileNameOf } from '../go/path.ts';
import { pair } from '../pairing/pair.ts';
import { notAShim } from '../programs/not-a-shim.ts';
import { isAtLeast, parseVersion } from '../version.ts';
import type { World } from '../world.ts';
import { exitFailure } from './exit-failure.ts';
import { linuxV1Runtime, startLinuxV1 } from './linux-v1.ts';
import { lookUp } from './lookup.ts';
import type { LookupResult } from './lookup-result.ts';
import { unlessUnseen } from './places.ts';
import { type ContainerdRules, containerdRules, startFailure } from './release.ts';

/** The shim that containerd finds, and why it would not start. */
export interface ShimStart {
  readonly binary?: string;
  readonly path?: string;
  readonly attempts: readonly Attempt[];
  /** Present when containerd rejects the name as invalid. */
  readonly refusal?: Refusal;
  /** `message` is the whole text of containerd, without the client's own prefix, or ours (`isOurText()`). */
  readonly failure?: Unavailable;
}

/**
 * Looks a shim up and decides whether it would start, with containerd's own words when not. Nothing is executed.
 *
 * `sendsOptions`: the client gives containerd options for the runtime, which only changes the words of one error.
 */
export function startShim(
  name: string,
  world: Pick<World, 'containerd' | 'inspect' | 'explore' | 'shimEvidence'>,
  sendsOptions = name === 'io.containerd.runc.v2',
): ShimStart {
  const { hidden, ...start } = lookUpAndStart(name, world, sendsOptions);
  const { binary, failure, attempts } = start;
  if (failure === undefined) return start;
  const isInOpt = binary !== undefined && attempts.some(isIn(world.containerd.optDirectory));
  if (hidden === undefined && !isInOpt) return start;
  return { ...start, failure: unlessUnseen(failure, binary ?? name, world.containerd, hidden) };
}

/** Finds attempts in a directory of PATH. What is found before them does not depend on that directory. */
function isIn(directory: string | undefined): (attempt: Attempt) => boolean {
  return ({ step, path, outcome }) =>
    step === 'path' && outcome !== 'not-tried' && directory !== undefined && directoryOf(path) === directory;
}

function lookUpAndStart(
  name: string,
  world: Pick<World, 'containerd' | 'inspect' | 'explore' | 'shimEvidence'>,
  sendsOptions: boolean,
): ShimStart & Pick<LookupResult, 'hidden'> {
  const { containerd } = world;
  const rules = containerdRules(containerd.version);
  if (rules.linuxV1Runtime && name === linuxV1Runtime) return startLinuxV1(world);
  const suffix = rules.unknownSuffix ? ': unknown' : '';
  const { error, file, ...found } = lookUp(name, world);
  if (error !== undefined) {
    const reason = found.refusal === undefined ? whyNotFound(found.attempts) : 'invalid-name';
    return { ...found, failure: { reason, message: rules.lookupFailed + error + suffix } };
  }
  if (found.path === undefined || file === undefined) return found;
  const failure = whyShimFails(found.path, file, world, sendsOptions);
  return failure === undefined ? found : { ...found, attempts: marked(found.attempts, world), failure };
}

/** Marks the selected file, which fails, and the files behind it that would start. */
function marked(attempts: readonly Attempt[], world: ShimWorld & Pick<World, 'inspect'>): Attempt[] {
  return attempts.map((attempt) => {
    if (attempt.outcome === 'chosen') return { ...attempt, startable: false };
    return attempt.outcome === 'not-tried' && wouldStart(attempt.path, world)
      ? { ...attempt, startable: true }
      : attempt;
  });
}

/** Whether containerd would start this file if it were the first one of its name. */
export function wouldStart(path: string, world: ShimWorld & Pick<World, 'inspect'>): boolean {
  const file = world.inspect(path);
  return isExecutable(file, world.containerd.executableTest) && whyShimFails(path, file, world) === undefined;
}

/** A file that containerd skips is installed; the first one gives the reason. */
function whyNotFound(attempts: readonly Attempt[]): Unavailable['reason'] {
  for (const { outcome } of attempts) {
    if (outcome === 'not-executable' || outcome === 'is-directory' || outcome === 'dangling-symlink') return outcome;
  }
  return 'not-installed';
}

type ShimWorld = Pick<World, 'containerd' | 'explore' | 'shimEvidence'>;

/**
 * Why containerd cannot start a shim that it finds, with containerd's whole text; undefined when the shim would start.
 *
 * This is the only verdict on the file of a shim: runtimes, answers about names, the search path and findings all use it.
 */
export function whyShimFails(
  path: string,
  file: FileFact,
  world: ShimWorld,
  sendsOptions = false,
): Unavailable | undefined {
  const rules = containerdRules(world.containerd.version);
  const errno = execErrno(file);
  if (errno !== undefined) {
    const { reason, message } = execFailure(path, file, errno, world.containerd.executableTest);
    return { reason, message: startFailure(rules, '', message) };
  }
  return earlyExit(path, world, rules) ?? notAShim(path, file) ?? unsupported(path, world, sendsOptions);
}

/** A shim that executes, and that this containerd cannot start. What is only likely is not reported as a failure. */
function unsupported(
  path: string,
  { containerd, shimEvidence }: Pick<World, 'containerd' | 'shimEvidence'>,
  sendsOptions: boolean,
): Unavailable | undefined {
  const evidence = shimEvidence?.(path);
  if (evidence === undefined) return undefined;
  const binary = fileNameOf(path);
  const pairing = pair(evidence, { version: containerd.version, binary, sendsOptions });
  if (pairing.verdict !== 'refused' || pairing.certainty !== 'proved') return undefined;
  return { reason: 'shim-unsupported', message: pairing.message };
}

/** A shim that execve(2) starts and that ends before its first instruction; containerd shows what it printed. */
function earlyExit(
  path: string,
  { containerd, explore }: Pick<World, 'containerd' | 'explore'>,
  rules: ContainerdRules,
): Unavailable | undefined {
  const failure = exitFailure(path, explore);
  if (failure === undefined) return undefined;
  // Up to 2.3 with its line break.
  const lineBreak = isAtLeast(parseVersion(containerd.version), 2, 4) ? '' : '\n';
  const message = startFailure(rules, failure.message + lineBreak, `exit status ${failure.status}`);
  return { reason: failure.reason, message };
}
