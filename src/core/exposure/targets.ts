import type { DaemonFiles } from '../../model/host/daemon-files.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { PlaceFacts } from '../../model/host/place-facts.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import { oncePer, oncePerDetail } from '../../model/once-per.ts';
import type { RuleContext } from '../findings/context.ts';
import { directoryOf } from '../go/path.ts';
import type { MergedShim } from '../inventory/merge-shims.ts';
import { itemByIndex } from '../kept-index.ts';

/** A path whose content decides what a daemon runs. */
export interface Target {
  readonly path: string;
  /** What it is, `the shim` style. */
  readonly what: string;
  /** User id that runs it, or whose daemon reads it. */
  readonly user: number;
  /** A `directory` counts for the names that appear in it, a `program` is executed, a `setting` is read at the next start. */
  readonly kind: 'directory' | 'program' | 'setting';
}

type Facts = Pick<RuleContext, 'observation' | 'shims' | 'byPath' | 'runtimes' | 'handlers' | 'lists'>;

/** Targets that follow from places, shims and runtimes; what did not change is the same object. */
export interface LastingTargets {
  readonly directories: readonly Target[];
  readonly shims: readonly Target[];
  readonly runtimes: readonly Target[];
}

interface Targets extends LastingTargets {
  readonly others: readonly Target[];
}

/** Only what is used or configured: the directories of the lookup, the files that win, the daemons and their configuration. */
export const targetsIn: (facts: Facts) => Targets = oncePer((facts) => {
  const { observation, shims, runtimes, byPath, lists } = facts;
  if (isUnused(observation)) return { directories: [], shims: [], runtimes: [], others: [] };
  const { uid } = observation.containerd.user;
  const used = usedByRuntimes(lists, runtimes, uid);
  return {
    directories: directories(lists, observation.places, uid),
    shims: shimsUsed(lists, shims, uid),
    runtimes: unique(notListed(lists, used, byPath)),
    others: unlasting(ofConfiguration(facts), used, byPath, lists),
  };
});

/** What handlers and daemons use. */
function ofConfiguration({ observation, handlers }: Facts): readonly Target[] {
  const { containerd, docker, containerdConfig, daemons = noDaemons } = observation;
  return configured(daemons, [containerd, docker, containerdConfig, handlers], observation, handlers);
}

const noDaemons: readonly DaemonFiles[] = [];

const configured = oncePerDetail(
  (daemons: readonly DaemonFiles[], observation: HostFacts, handlers: readonly Handler[]): readonly Target[] => {
    const { uid } = observation.containerd.user;
    const ofHandlers = handlers.flatMap(({ path, ociRuntime }) => [
      ...program('the shim', path, uid),
      ...program('the OCI runtime', ociRuntime, uid),
    ]);
    const ofDaemons = daemons.flatMap((daemon) => [...ofDaemon(daemon), ...settings(daemon, observation)]);
    return unique([...ofHandlers, ...ofDaemons]);
  },
);

/** The ones that are not lasting. */
function unlasting(
  targets: readonly Target[],
  used: readonly Target[],
  byPath: Facts['byPath'],
  lists: object,
): readonly Target[] {
  const alsoUsed = new Set(pathsAmong(lists, used, pathsOf(targets)));
  const isLasting = ({ kind, path }: Target) =>
    kind === 'program' && (isUsed(byPath.get(path)?.shim) || alsoUsed.has(path));
  return targets.filter((target) => !isLasting(target));
}

const pathsOf = oncePer((targets: readonly Target[]): ReadonlySet<string> => new Set(targets.map(({ path }) => path)));
const pathsAmong = itemByItem(({ path }: Target, paths: ReadonlySet<string>) => (paths.has(path) ? [path] : []));

/** The last of each path and kind. */
function unique(targets: readonly Target[]): Target[] {
  const absolute = targets.filter(({ path }) => path.startsWith('/'));
  return [...new Map(absolute.map((target) => [`${target.kind} ${target.path}`, target])).values()];
}

function isUnused({ containerd, docker }: HostFacts): boolean {
  return containerd.isMissing === true && !docker.present;
}

const directories = itemByItem(({ directory, kind }: PlaceFacts, user: number): Target[] => {
  const what =
    kind === 'cwd' ? "containerd's working directory, where it looks for shims" : "a directory of containerd's PATH";
  return directory.startsWith('/') ? [{ path: directory, what, user, kind: 'directory' }] : [];
});

const shimsUsed = itemByItem((shim: Shim, user: number) =>
  isUsed(shim) && shim.path.startsWith('/') ? program('the shim', shim.path, user) : [],
);

const notListed = itemByIndex(
  (target: Target, listed: MergedShim | undefined) => (isUsed(listed?.shim) ? [] : [target]),
  ({ path }) => path,
);

function isUsed(shim: Shim | undefined): boolean {
  return shim?.state === 'effective';
}

const usedByRuntimes = itemByItem(({ path, ociRuntime }: Runtime, user: number) => [
  ...program('the shim', path, user),
  ...program('the OCI runtime', ociRuntime?.resolvedPath, user),
]);

function program(what: string, path: string | undefined, user: number): Target[] {
  return path === undefined ? [] : [{ path, what, user, kind: 'program' }];
}

function ofDaemon({ daemon, program, uid, unitFiles }: DaemonFiles): Target[] {
  const own: Target[] =
    program === undefined ? [] : [{ path: program, what: 'the program', user: uid, kind: 'program' }];
  const unit = unitFiles.map(
    (path): Target => ({ path, what: `the unit file of ${daemon}`, user: 0, kind: 'setting' }),
  );
  const dropIns = unitFiles
    .map(directoryOf)
    .filter((directory) => directory.endsWith('.d'))
    .map((path): Target => ({ path, what: `the drop-ins of ${daemon}`, user: 0, kind: 'directory' }));
  return [...own, ...unit, ...dropIns];
}

function settings({ daemon, uid }: DaemonFiles, { docker, containerdConfig }: HostFacts): Target[] {
  const setting = (path: string): Target => ({
    path,
    what: `the configuration of ${daemon}`,
    user: uid,
    kind: 'setting',
  });
  if (daemon === 'dockerd') return [setting(docker.configFile)];
  const { files = [], directories: listed = [] } = containerdConfig ?? {};
  return [
    ...files.map(setting),
    ...listed.map(
      (path): Target => ({ path, what: 'a directory of imports of containerd', user: uid, kind: 'directory' }),
    ),
  ];
}
