import { defined } from '../model/defined.ts';
import type { Inventory } from '../model/inventory/inventory.ts';
import { isCalled } from '../model/inventory/is-called.ts';
import type { Runtime } from '../model/inventory/runtime.ts';
import type { Shim } from '../model/inventory/shim.ts';
import type { Family, Labels } from './exposition.ts';
import { counted, gauge, type Series } from './families.ts';
import { findingsOf } from './findings-of.ts';

/** What a client may use, the shims behind it, and what uses them. */
export function runtimeFamilies(inventory: Inventory): readonly Family[] {
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
    ...troubleFamilies(permitted, inventory),
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

/** Why runtimes would not start, and the findings about them: few series, because most runtimes have neither. */
function troubleFamilies(permitted: readonly Runtime[], inventory: Inventory): readonly Family[] {
  const findingsAbout = findingsOf(inventory);
  return [
    gauge(
      'shimdex_runtime_unavailable_reason',
      'Why a runtime would not start.',
      permitted.flatMap(({ name, available, unavailable }): Series[] =>
        available === false && unavailable !== undefined ? [[{ runtime: name, reason: unavailable.reason }, 1]] : [],
      ),
    ),
    gauge(
      'shimdex_runtime_findings',
      'Problems with a runtime, its shim or its configuration.',
      counted(
        permitted.flatMap((runtime) =>
          findingsAbout(runtime).map(({ severity, code }) => ({ runtime: runtime.name, severity, code })),
        ),
      ),
    ),
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
  const found = permitted.find((runtime) => isCalled(runtime, name));
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
