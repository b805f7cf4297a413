import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { Shim, UnusedReason } from '../../model/inventory/shim.ts';
import { onceEach, oncePer } from '../../model/once-per.ts';
import { shimFaults } from '../../model/words.ts';
import { lookUp } from '../containerd/lookup.ts';
import { canonicalName, listedAliases, whyNoRuntime } from '../containerd/runtime-name.ts';
import { whyShimFails } from '../containerd/start-shim.ts';
import { isExecutable } from '../go/look-path.ts';
import { joinPaths } from '../go/path.ts';
import { keptInOrder } from '../kept-order.ts';
import { allows } from '../policy.ts';
import type { World } from '../world.ts';
import { describeShimFile } from './describe-program.ts';
import { KeptAnswers } from './kept-answers.ts';
import { firstSpelling } from './observed-files.ts';

/** A shim, and the file it describes. */
export interface MergedShim {
  readonly shim: Shim;
  readonly file: FileFact;
  /** What was read of the file, if it was. */
  readonly program?: ProgramFacts;
}

/**
 * Every candidate file of the search path, each once, with what containerd makes of it, sorted by path.
 *
 * containerd's own lookup decides which of several files is effective; no second rule exists.
 */
export function mergeShims(
  places: readonly PlaceFacts[],
  world: ShimWorld,
  programs: Programs = new Map(),
  answers = new KeptAnswers(),
): readonly MergedShim[] {
  const winnerOf = winners(places, world);
  const found = places.map((place) =>
    place.state === 'duplicate' || place.entries.length === 0
      ? []
      : answers.shimsIn(place, (entry) => {
          const { file } = entry;
          if (isGone(file)) return [];
          const runtime = runtimeOf(entry);
          const winner = runtime === undefined ? undefined : winnerOf(runtime);
          const program = file.kind === 'file' ? programs.get(file.realPath) : undefined;
          const describeNow = () => ({
            shim: describe(place, entry, { runtime, winner }, world, program),
            ...defined({ file, program }),
          });
          return [answers.shim(entry, { winner, program }, describeNow)];
        }),
  );
  return inOrder(answers.lists, joined(found));
}

const inOrder = keptInOrder(({ shim }: MergedShim) => shim.path);

/** The items of all lists. */
function joined<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const filled = lists.filter(({ length }) => length > 0);
  return filled.length === 1 && filled[0] !== undefined ? filled[0] : filled.flat();
}

/** The runtime name that leads to an entry. */
const runtimeOf = oncePer(({ binary, utf8 }: EntryFacts) => (utf8 ? canonicalName(binary) : undefined));

type ShimWorld = Pick<World, 'containerd' | 'policy' | 'inspect' | 'explore' | 'shimEvidence' | 'lookups'>;
type Programs = NonNullable<HostFacts['programs']>;

/** The runtime name that leads to a file, and the path that containerd finds under that name. */
interface Named {
  readonly runtime: string | undefined;
  readonly winner: string | undefined;
}

function winners(places: readonly PlaceFacts[], world: ShimWorld): (runtime: string) => string | undefined {
  const spell = firstSpelling(places);
  return onceEach((runtime) => {
    const { path } = lookUp(runtime, world);
    return path === undefined ? undefined : spell(path);
  });
}

function describe(
  { directory }: PlaceFacts,
  entry: EntryFacts,
  named: Named,
  world: ShimWorld,
  program: ProgramFacts | undefined,
): Shim {
  const { runtime, winner } = named;
  const { binary, file } = entry;
  const path = joinPaths(directory, binary);
  return defined({
    binary,
    path,
    directory,
    ...stateOf(path, entry, winner, world),
    runtime,
    aliases: runtime === undefined ? [] : listedAliases(binary),
    realPath: file.kind === 'missing' || file.realPath === path ? undefined : file.realPath,
    file: program === undefined || file.kind !== 'file' ? undefined : describeShimFile(file.realPath, program),
  });
}

/** The file that containerd chooses is effective even when it cannot start: containerd does not try the next one. */
function stateOf(
  path: string,
  entry: EntryFacts,
  winner: string | undefined,
  world: ShimWorld,
): Pick<Shim, 'state' | 'reason' | 'shadowedBy'> {
  const denial: UnusedReason | undefined = allows(world.policy, entry.binary) ? undefined : 'policy-denied';
  if (path === winner && denial === undefined) {
    return defined({ state: 'effective', reason: faultOf(path, entry.file, world) });
  }
  const reason = intrinsicReason(entry, world.containerd) ?? denial;
  if (reason !== undefined) return { state: 'unusable', reason };
  return winner === undefined ? { state: 'unusable' } : { state: 'shadowed', reason: 'shadowed', shadowedBy: winner };
}

/** Why the chosen file does not start, in the word that the runtimes of this file have too. */
function faultOf(path: string, file: FileFact, world: ShimWorld): UnusedReason | undefined {
  const reason = whyShimFails(path, file, world)?.reason;
  return shimFaults.find((fault) => fault === reason);
}

function intrinsicReason(
  { binary, utf8, file }: EntryFacts,
  { executableTest }: ContainerdFacts,
): UnusedReason | undefined {
  if (!utf8) return 'not-utf8';
  const unreachable = whyNoRuntime(binary);
  if (unreachable !== undefined) return unreachable;
  if (file.kind === 'missing') return whyMissing(file);
  if (file.kind === 'directory') return 'is-directory';
  if (file.kind !== 'file') return 'not-regular-file';
  return isExecutable(file, executableTest) ? undefined : 'not-executable';
}

/** A link whose target is not there, or cannot be seen by containerd, or by shimdex. */
function whyMissing({ errno, hidden }: FileFact & { readonly kind: 'missing' }): UnusedReason {
  if (hidden !== undefined) return 'not-visible';
  return errno === 'EACCES' ? 'unreadable-directory' : 'dangling-symlink';
}

/** The file was removed between the listing of its directory and the look at the file. */
export function isGone(file: FileFact): boolean {
  return file.kind === 'missing' && file.errno === 'ENOENT' && !file.dangling;
}
