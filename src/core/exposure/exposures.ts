import { defined } from '../../model/defined.ts';
import type { Ownership, Trail, TrailStep } from '../../model/host/ownership.ts';
import type { Severity } from '../../model/inventory/finding.ts';
import { oncePer } from '../../model/once-per.ts';
import { severitiesWorstFirst } from '../../model/words.ts';
import type { Target } from './targets.ts';
import { isClosed, mayChangeNames, type Writer, writersOf } from './writers.ts';

/** A directory, link or file that others may change, and what depends on it. */
export interface Exposure {
  readonly step: TrailStep;
  readonly writers: readonly Writer[];
  readonly severity: Severity;
  /** Why it counts, most direct first. */
  readonly reasons: readonly string[];
  /** User id that runs what is put there. */
  readonly user: number;
  /** The directory above that only root may enter; absent when everybody may. */
  readonly closedBy?: string;
}

/** Each place once, sorted by path. */
export function combined(exposures: readonly Exposure[]): Exposure[] {
  const found = new Map<string, Exposure>();
  for (const exposure of exposures) {
    const before = found.get(exposure.step.path);
    found.set(exposure.step.path, before === undefined ? exposure : both(before, exposure));
  }
  return [...found.values()].sort((a, b) => (a.step.path < b.step.path ? -1 : 1));
}

/** What was found on a way, for the target that it leads to. */
interface Judged {
  readonly target: Target;
  readonly exposures: readonly Exposure[];
}

/** The same ways are judged in each look, and the same accounts give the same answers. */
const judgedWith = oncePer((_: Ownership) => new WeakMap<Trail, Judged>());

/** The places on the way to one target that others may change. */
export function exposuresOnWay(target: Target, ownership: Ownership): readonly Exposure[] {
  const known = judgedWith(ownership);
  const trail = ownership.trail(target.path);
  const before = known.get(trail);
  if (before !== undefined && isSame(before.target, target)) return before.exposures;
  const exposures = exposuresOn(target, trail, ownership);
  known.set(trail, { target, exposures });
  return exposures;
}

function isSame(a: Target, b: Target): boolean {
  return a.path === b.path && a.kind === b.kind && a.user === b.user && a.what === b.what;
}

function exposuresOn(target: Target, trail: Trail, ownership: Ownership): Exposure[] {
  return trail.steps.flatMap((step, at): Exposure[] => {
    const writers = writersOf(step, target.user, ownership).filter((writer) =>
      counts(writer, at, trail, target, ownership),
    );
    if (writers.length === 0) return [];
    const closing = trail.steps.find((above) => holds(above, step) && isClosed(above, target.user, ownership));
    return [
      defined({
        step,
        writers,
        severity: closing === undefined ? severityOf(target, writers) : 'low',
        reasons: [reasonOf(at, trail, target)],
        user: target.user,
        closedBy: closing?.path,
      }),
    ];
  });
}

/** Whether a writer of one step changes what is at the end of the way. */
function counts(
  { mayBypassSticky }: Writer,
  at: number,
  { steps, errno }: Trail,
  { kind }: Target,
  ownership: Ownership,
): boolean {
  const step = steps[at];
  const next = steps[at + 1];
  if (step?.kind === 'other') return false;
  // Only in a sticky directory does the owner of a link matter: elsewhere, a link changes with its directory.
  if (step?.kind === 'link') {
    const directory = steps.findLast((above, index) => index < at && holds(above, step));
    return directory !== undefined && isSticky(directory) && mayChangeNames(step.uid, directory, ownership);
  }
  if (step?.kind === 'file' || mayBypassSticky || !isSticky(step)) return next !== undefined || errno !== 'EACCES';
  // In a sticky directory, others may make new names, but not replace the ones of root.
  return next === undefined && (kind === 'directory' ? errno === undefined || errno === 'ENOENT' : errno === 'ENOENT');
}

function isSticky(step: TrailStep | undefined): boolean {
  return step?.kind === 'directory' && (step.mode & 0o1000) !== 0;
}

/** Whether one file is a directory above the other. */
function holds(above: TrailStep, { path }: TrailStep): boolean {
  return (
    above.kind === 'directory' && above.path !== path && path.startsWith(above.path === '/' ? '/' : `${above.path}/`)
  );
}

/** High where others decide now what runs as root; a setting waits for a restart, and a group may have no members. */
function severityOf({ kind, user }: Target, writers: readonly Writer[]): Severity {
  return kind !== 'setting' && user === 0 && writers.some(({ isKnown }) => isKnown) ? 'high' : 'medium';
}

function reasonOf(at: number, { steps, errno }: Trail, { path, what }: Target): string {
  const step = steps[at];
  const isEnd = at === steps.length - 1;
  if (isEnd && errno === undefined) return step?.path === path ? `it is ${what}` : `it is ${what}, "${path}"`;
  const label = `${what} "${path}"`;
  if (isEnd && errno === 'ENOENT') return `${label} does not exist and can be created in it`;
  const link = steps.find(({ kind }, index) => kind === 'link' && index < at);
  return link === undefined ? `${label} is in it` : `${label} leads through it by the link "${link.path}"`;
}

function both(one: Exposure, other: Exposure): Exposure {
  const [worst, mild] = rank(one) <= rank(other) ? [one, other] : [other, one];
  const named = new Set(worst.writers.map(({ name }) => name));
  return {
    ...worst,
    writers: [...worst.writers, ...mild.writers.filter(({ name }) => !named.has(name))],
    reasons: [...new Set([...one.reasons, ...other.reasons])],
  };
}

function rank({ severity }: Exposure): number {
  return severitiesWorstFirst.indexOf(severity);
}
