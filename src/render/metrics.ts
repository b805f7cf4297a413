import type { Inventory } from '../model/inventory/inventory.ts';
import type { SourceState } from '../model/inventory/source.ts';
import type { Plan } from '../model/plan.ts';
import { type Family, renderFamilies } from './exposition.ts';
import { counted, gauge, type Series } from './families.ts';
import { runtimeFamilies } from './runtime-metrics.ts';

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
  const { name = '', target, containerd, docker } = host;
  const identity = {
    nodename: name,
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
      isCompared(host.docker.engine)
        ? [[{ source: 'docker-config' }, Number(findings.some(({ code }) => driftCodes.has(code)))]]
        : [],
    ),
  ];
}

/** What is not known has no series, and containers for which it is not known are not counted. */
function lostContainers({ containers, unread }: Plan): Family {
  const lost = containers.filter(({ outcome }) => outcome === 'killed' || outcome === 'unmanaged').length;
  return gauge(
    'shimdex_restart_lost_containers',
    'Containers that a restart of containerd would kill, or that it would not know any more.',
    unread === undefined ? [[{}, lost]] : [],
  );
}

/** A foreign Engine does not read the configuration of this host. */
function isCompared(engine: Inventory['host']['docker']['engine']): boolean {
  return engine !== undefined && engine.foreign === undefined && isKnown[engine.state];
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
