import { defined } from '../model/defined.ts';
import type { Inventory } from '../model/inventory/inventory.ts';
import type { Runtime } from '../model/inventory/runtime.ts';
import type { Shim } from '../model/inventory/shim.ts';
import type { SourceState } from '../model/inventory/source.ts';
import type { Plan } from '../model/plan.ts';
import { type Family, type Labels, renderFamilies } from './exposition.ts';

/** The build of this program. */
export interface Build {
  readonly version: string;
  /** Commit it was built from, or `unknown`. */
  readonly revision: string;
  readonly nodeVersion: string;
}

/** `shimdex_build_info`, which exists before the first look. */
export function renderBuildMetrics({ version, revision, nodeVersion }: Build): string {
  const build = { version, revision, nodeversion: nodeVersion };
  return renderFamilies([gauge('shimdex_build_info', 'Version and commit of this shimdex.', [[build, 1]])], 'text');
}

/**
 * The series of an inventory. All are gauges, which look the same in both formats, so one text is used for both.
 *
 * Identities are labels of `_info` series, states are gauges with few labels; removed things have no series.
 */
export function renderInventoryMetrics(inventory: Inventory): string {
  return renderFamilies(
    [
      ...hostFamilies(inventory),
      ...runtimeFamilies(inventory),
      ...problemFamilies(inventory),
      lostContainers(inventory.plan),
    ],
    'text',
  );
}

function hostFamilies({ host, sources, revision }: Inventory): readonly Family[] {
  const { target, containerd, docker } = host;
  const identity = {
    target,
    containerd_version: knownVersion(containerd),
    docker_version: docker.present ? knownVersion(docker) : '',
    path_source: containerd.pathSource,
  };
  return [
    gauge('shimdex_host_info', 'The containerd and the Docker Engine that are observed.', [[identity, 1]]),
    gauge(
      'shimdex_source_up',
      'Whether a source of facts was read; absent and assumed sources have no series.',
      sources.flatMap(({ source, state }): Series[] => {
        const up = sourceUp[state];
        return up === undefined ? [] : [[{ source }, up]];
      }),
    ),
    gauge('shimdex_inventory_revision', 'Number of published inventories since the start.', [[{}, revision]]),
  ];
}

/** An assumed version is not a fact about this host. */
function knownVersion({ version, versionSource }: Inventory['host']['containerd' | 'docker']): string {
  return versionSource === 'assumed' ? '' : version;
}

const sourceUp: Readonly<Record<SourceState['state'], 0 | 1 | undefined>> = {
  read: 1,
  stale: 0,
  unreadable: 0,
  assumed: undefined,
  absent: undefined,
};

function runtimeFamilies(inventory: Inventory): readonly Family[] {
  const { handlers, shims, host, defaultRuntime } = inventory;
  const permitted = inventory.runtimes.filter((runtime) => runtime.permitted);
  const effective = shims.filter(({ state }) => state === 'effective');
  return [
    gauge(
      'shimdex_runtime_info',
      'A runtime name that a client may use, with its shim.',
      permitted.map((runtime) => [identityOf(runtime), 1]),
    ),
    gauge(
      'shimdex_runtime_available',
      'Whether everything a runtime needs exists and can be executed.',
      permitted.flatMap(({ name, available }) => knownState({ runtime: name }, available)),
    ),
    gauge(
      'shimdex_shim_info',
      'A shim that containerd would execute.',
      effective.map(({ binary, path, file }) => [{ binary, path, ...programLabels(file) }, 1]),
    ),
    gauge(
      'shimdex_shim_processes',
      'Shim processes, by what is at the path of their program now.',
      counted(inventory.processes.flatMap(({ binary, state }) => (state === null ? [] : [{ binary, state }]))),
    ),
    gauge(
      'shimdex_handler_available',
      'Whether the runtime of a CRI handler would start.',
      handlers.flatMap(({ handler, available }) => knownState({ handler }, available)),
    ),
    gauge(
      'shimdex_runtime_containers',
      'Containers that were started with a runtime.',
      permitted.flatMap(({ name, usedBy }) => usersOf(name, usedBy)),
    ),
    ...(host.docker.present && host.docker.configUnknown !== true ? defaultFamilies(permitted, defaultRuntime) : []),
  ];
}

/** Absent until the file has been read, and where it does not show them. */
function programLabels(file: Shim['file']): Labels {
  const { version, sha256 } = file ?? {};
  const owner = file?.package;
  return defined({ version, package: owner === undefined ? undefined : `${owner.name} ${owner.version}`, sha256 });
}

/** What cannot be known has no series. */
function knownState(labels: Labels, available: boolean | null): readonly Series[] {
  return available === null ? [] : [[labels, Number(available)]];
}

function usersOf(runtime: string, usedBy: Runtime['usedBy']): readonly Series[] {
  if (usedBy === undefined) return [];
  return [
    [{ runtime, state: 'running' }, usedBy.running],
    [{ runtime, state: 'stopped' }, usedBy.stopped],
  ];
}

function identityOf({ name, origin, binary = '', path = '' }: Runtime): Labels {
  return { runtime: name, origin, binary, path };
}

/** Only Docker has a default runtime. */
function defaultFamilies(permitted: readonly Runtime[], name: string): readonly Family[] {
  const found = permitted.find((runtime) => runtime.name === name || runtime.aliases.includes(name));
  return [
    gauge('shimdex_default_runtime_info', 'The runtime that is used when a container does not name one.', [
      [{ runtime: name }, 1],
    ]),
    gauge(
      'shimdex_default_runtime_available',
      'Whether the default runtime would start.',
      knownState({}, found === undefined ? false : found.available),
    ),
  ];
}

function problemFamilies({ shims, findings, host }: Inventory): readonly Family[] {
  const shadowed = shims.filter(({ state }) => state === 'shadowed');
  const unusable = shims.filter(({ state }) => state === 'unusable');
  return [
    gauge(
      'shimdex_shadowed_shims',
      'Shims hidden by another file of the same name.',
      counted(shadowed.map(({ binary }) => ({ binary }))),
    ),
    gauge(
      'shimdex_unusable_shims',
      'Files named like a shim that no runtime name resolves to or that cannot be executed.',
      counted(unusable.map(({ reason = '' }) => ({ reason }))),
    ),
    gauge(
      'shimdex_findings',
      'Problems with the runtimes of this host.',
      counted(findings.map(({ severity, code }) => ({ severity, code }))),
    ),
    gauge(
      'shimdex_config_drift',
      'Whether the configuration on disk differs from the running daemon.',
      host.docker.engine === undefined || !isKnown[host.docker.engine.state]
        ? []
        : [[{ source: 'docker-config' }, Number(findings.some(({ code }) => driftCodes.has(code)))]],
    ),
  ];
}

/** What is not known has no series; a container of which it is not known is not counted. */
function lostContainers({ containers, unread }: Plan): Family {
  const lost = containers.filter(({ outcome }) => outcome === 'killed' || outcome === 'unmanaged').length;
  return gauge(
    'shimdex_restart_lost_containers',
    'Containers that a restart of containerd would kill, or that it would not know any more.',
    unread === undefined ? [[{}, lost]] : [],
  );
}

/** Whether the daemon has answered, so that its configuration can be compared with it. */
const isKnown: Readonly<Record<SourceState['state'], boolean>> = {
  read: true,
  stale: true,
  unreadable: false,
  assumed: false,
  absent: false,
};

const driftCodes: ReadonlySet<string> = new Set(['reload-needed', 'restart-needed']);

type Series = readonly [labels: Labels, value: number];

function gauge(name: string, help: string, series: readonly Series[]): Family {
  return { name, type: 'gauge', help, samples: series.map(([labels, value]) => ({ labels, value })) };
}

/** Counts equal label sets, in the order of their first occurrence. */
function counted(all: readonly Labels[]): readonly Series[] {
  const counts = new Map<string, { readonly labels: Labels; count: number }>();
  for (const labels of all) {
    const key = JSON.stringify(labels);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { labels, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].map(({ labels, count }) => [labels, count]);
}
