import type { DaemonFiles } from '../../model/host/daemon-files.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { RuleContext } from '../findings/context.ts';
import { directoryOf } from '../go/path.ts';

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

type Facts = Pick<RuleContext, 'observation' | 'shims' | 'runtimes' | 'handlers'>;

/** Only what is used or configured: the directories of the lookup, the files that win, the daemons and their configuration. */
export function targetsOf(context: Facts): Target[] {
  const { containerd, docker, daemons = [] } = context.observation;
  if (containerd.isMissing === true && !docker.present) return [];
  const targets = [
    ...directories(context.observation),
    ...programs(context),
    ...daemons.flatMap((daemon) => [...ofDaemon(daemon), ...settings(daemon, context.observation)]),
  ];
  const places = { directory: new Map<string, number>(), program: new Map(), setting: new Map() };
  const unique: Target[] = [];
  for (const target of targets) {
    if (!target.path.startsWith('/')) continue;
    const at = places[target.kind].get(target.path) ?? unique.length;
    places[target.kind].set(target.path, at);
    unique[at] = target;
  }
  return unique;
}

function directories({ places, containerd }: HostFacts): Target[] {
  return places.map(({ directory, kind }) => ({
    path: directory,
    what:
      kind === 'cwd' ? "containerd's working directory, where it looks for shims" : "a directory of containerd's PATH",
    user: containerd.user.uid,
    kind: 'directory',
  }));
}

function programs({ shims, runtimes, handlers, observation }: Facts): Target[] {
  const user = observation.containerd.user.uid;
  const program = (what: string, path: string | undefined): Target[] =>
    path === undefined ? [] : [{ path, what, user, kind: 'program' }];
  return [
    ...shims.flatMap(({ state, path }) => (state === 'effective' ? program('the shim', path) : [])),
    ...runtimes.flatMap(({ path, ociRuntime }) => [
      ...program('the shim', path),
      ...program('the OCI runtime', ociRuntime?.resolvedPath),
    ]),
    ...handlers.flatMap(({ path, ociRuntime }) => [
      ...program('the shim', path),
      ...program('the OCI runtime', ociRuntime),
    ]),
  ];
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
