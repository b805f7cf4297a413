import type { BundleFacts } from '../../../src/model/host/bundle.ts';
import type { ContainerFacts, RunningFacts } from '../../../src/model/host/running.ts';
import type { RunningContainer } from '../../../src/model/host/running-container.ts';

/** The address in the bundle of `runningContainer()`. */
export const address = 'unix:///run/containerd/s/1';

/** A bundle that containerd 2.x made. */
export function bundle(given: Partial<BundleFacts> = {}): BundleFacts {
  return {
    namespace: 'moby',
    id: 'web',
    state: 'present',
    shimBinaryPath: '/usr/bin/containerd-shim-runc-v2',
    bootstrap: JSON.stringify({ version: 3, address, protocol: 'ttrpc' }),
    address: null,
    runtime: '',
    ...given,
  };
}

/** A healthy container that containerd 2.x started. */
export function runningContainer(given: Partial<RunningContainer> = {}): RunningContainer {
  return {
    bundle: bundle(),
    shimFile: { found: true, deletes: true, needsRuntimeFile: false },
    sockets: { [address]: 'own' },
    shimProcess: 'running',
    taskApi: 3,
    init: 'running',
    inMetadata: true,
    ociRuntime: true,
    shimOciRuntime: true,
    runcState: true,
    sandboxRecord: false,
    ownedByCri: false,
    ...given,
  };
}

/** The same container as it is read, before the files of the host complete it. */
export function readContainer(given: Partial<ContainerFacts> = {}): ContainerFacts {
  const { shimFile, taskApi, ociRuntime, shimOciRuntime, inMetadata, ...read } = runningContainer();
  return { ...read, shim: 7, ...given };
}

/** A host on which these containers run, each with a shim of 2.1.9. */
export function runningFacts(...containers: readonly ContainerFacts[]): RunningFacts {
  const shim = {
    pid: 7,
    namespace: 'moby',
    id: 'web',
    state: 'running',
    binary: 'containerd-shim-runc-v2',
    version: '2.1.9',
  } as const;
  return { shims: [shim], containers, troubles: [] };
}
