import type { RunningContainer, ShimOnDisk, SocketState } from '../../model/host/running-container.ts';
import type { TaskApi } from '../../model/host/shim-evidence.ts';
import type { PlanReason } from '../../model/plan.ts';
import { acceptsTask } from '../pairing/release.ts';
import { type Address, addressOf } from './address.ts';
import { deadShim, lost } from './dead-shim.ts';
import { liveShim } from './live-shim.ts';
import { type Ending, follow } from './possible.ts';
import type { LoadRules } from './release.ts';

/**
 * Every way that a container may end when containerd loads it after a restart.
 *
 * The order is the one of `loadShims` in containerd `core/runtime/v2/shim_load.go`: the bundle, the file of the shim,
 * its address, the connection, and then the processes of the container.
 */
export function endingsOf(container: RunningContainer, rules: LoadRules): readonly Ending[] {
  const { bundle, shimFile } = container;
  if (bundle.state !== 'present') return lost(container, `bundle-${bundle.state}`);
  const files: readonly ShimOnDisk[] = [{ found: false, why: 'file-missing' }, { found: true }];
  return follow(shimFile, { fact: 'the file that starts its shim', values: files }, (file) =>
    file.found ? connect({ container, file, rules }) : lost(container, lostBecause[file.why]),
  );
}

const lostBecause: Readonly<Record<Extract<ShimOnDisk, { found: false }>['why'], PlanReason>> = {
  'file-missing': 'shim-file-missing',
  'name-invalid': 'runtime-name-invalid',
  'not-in-metadata': 'not-in-metadata',
};

/** A container whose shim can be looked up. */
interface Loading {
  readonly container: RunningContainer;
  readonly file: Extract<ShimOnDisk, { found: true }>;
  readonly rules: LoadRules;
}

function connect(loading: Loading): readonly Ending[] {
  const { container, rules } = loading;
  const addresses: readonly Address[] = [{ kind: 'refused' }, { kind: 'unread' }];
  return follow(
    addressOf(container.bundle, rules),
    { fact: 'the address of its shim', values: addresses },
    (address) => {
      if (address.kind === 'missing') return deadShim(loading, 'no-address');
      if (address.kind === 'refused') return deadShim(loading, 'address-unreadable');
      return dial(loading, address);
    },
  );
}

const socketStates: readonly SocketState[] = ['own', 'other', 'nobody'];
const processStates: readonly NonNullable<RunningContainer['shimProcess']>[] = ['running', 'stopped', 'gone'];

/** Connects to the socket. A shim that does not run, or is stopped, does not answer. */
function dial(loading: Loading, address: Exclude<Address, { kind: 'missing' | 'refused' }>): readonly Ending[] {
  const { container } = loading;
  return follow(container.shimProcess, { fact: 'the state of its shim', values: processStates }, (state) => {
    if (state !== 'running') return deadShim(loading, `shim-${state}`);
    const socket = address.kind === 'unread' ? undefined : container.sockets[address.address];
    return follow(socket, { fact: 'the socket of its shim', values: socketStates }, (answers) => {
      if (answers === 'nobody') return deadShim(loading, 'socket-closed');
      return answers === 'other' ? otherShim(loading) : call(loading, address);
    });
  });
}

/** Another shim does not know the container. Until 1.6 nobody asks it. */
function otherShim(loading: Loading): readonly Ending[] {
  const { container, rules } = loading;
  return rules.leakCheck ? deadShim(loading, 'other-shim-answers') : lost(container, 'other-shim-answers');
}

const taskApis: readonly TaskApi[] = [2, 3];

/** Calls the task service: it must be of the version that the shim answered when it started. */
function call(loading: Loading, address: Exclude<Address, { kind: 'missing' | 'refused' }>): readonly Ending[] {
  const { container, rules } = loading;
  const version = address.kind === 'unread' ? undefined : address.version;
  return follow(version, { fact: 'the address of its shim', values: taskApis }, (answered) =>
    follow(container.taskApi, { fact: 'the version of its shim', values: taskApis }, (served) =>
      acceptsTask(answered, served, rules) ? liveShim(container, rules) : deadShim(loading, 'task-api-differs'),
    ),
  );
}
