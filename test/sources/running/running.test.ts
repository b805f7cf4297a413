import { rmSync, statSync, unlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RunningFacts } from '../../../src/model/host/running.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { Running } from '../../../src/sources/running/running.ts';
import { type CaseHost, newHost } from '../../cases/host.ts';
import {
  bundleOf,
  dockerContainer,
  socketAddress,
  socketPath,
  startContainer,
  startShim,
} from '../../cases/running.ts';

const question = {
  address: '/run/containerd/containerd.sock',
  stateDirectory: '/run/containerd',
  containerd: 200,
  dockerRoots: ['/var/lib/docker'],
  ociRoots: [],
};

function read(host: CaseHost, given: Partial<typeof question> = {}): RunningFacts {
  return new Running(new HostFiles(host.root)).read({ ...question, ...given }, true).facts;
}

function oneOf(host: CaseHost) {
  const { containers, shims } = read(host);
  return { container: containers?.[0], shim: shims?.[0] };
}

describe('Running', () => {
  it('finds the shim of a container, and everything that decides about its restart', () => {
    const host = newHost().running();
    startContainer(host, { id: 'web', namespace: 'moby', shim: 500, init: 501 });

    const { container, shim } = oneOf(host);

    expect(shim).toEqual({
      pid: 500,
      namespace: 'moby',
      id: 'web',
      state: 'running',
      binary: 'containerd-shim-runc-v2',
      path: '/usr/bin/containerd-shim-runc-v2',
      file: 'current',
      open: '/usr/bin/containerd-shim-runc-v2',
    });
    expect(container).toEqual({
      bundle: {
        namespace: 'moby',
        id: 'web',
        state: 'present',
        shimBinaryPath: '/usr/bin/containerd-shim-runc-v2',
        bootstrap: JSON.stringify({ version: 3, address: socketAddress('moby', 'web'), protocol: 'ttrpc' }),
        address: null,
        runtime: '',
      },
      sockets: { [socketAddress('moby', 'web')]: 'own' },
      shimProcess: 'running',
      shim: 500,
      init: 'running',
      initPid: 501,
      usesOciRuntime: true,
      runcState: true,
      ociState: '/run/containerd/runc/moby/web',
      ociRoot: '/run/containerd/runc',
      sandboxRecord: false,
      ownedByCri: false,
    });
  });

  it('says what is at the path of a program that was replaced or deleted', () => {
    const host = newHost().running();
    startContainer(host, { id: 'new', shim: 500, init: 501 });
    startContainer(host, { id: 'old', shim: 510, init: 511, exe: '/usr/bin/containerd-shim-runc-v2 (deleted)' });
    const gone = '/opt/bin/containerd-shim-runc-v2';
    startContainer(host, { id: 'gone', shim: 520, init: 521, shimPath: gone, exe: `${gone} (deleted)` });

    const { shims } = read(host);

    expect(shims?.map(({ id, file }) => [id, file])).toEqual([
      ['new', 'current'],
      ['old', 'replaced'],
      ['gone', 'deleted'],
    ]);
  });

  it('says that the shim, the first process or the socket is gone', () => {
    const host = newHost().running();
    startContainer(host, { id: 'web' });
    unlinkSync(host.at(socketPath('default', 'web')));

    const { container } = oneOf(host);

    expect(container).toMatchObject({
      shimProcess: 'gone',
      init: 'gone',
      sockets: { [socketAddress('default', 'web')]: 'nobody' },
    });
  });

  it('finds the shim of a pod for each of its containers', () => {
    const host = newHost().running();
    startContainer(host, { id: 'pause', namespace: 'k8s.io', shim: 500, init: 501 });
    const files = { sandbox: 'pause', 'shim-binary-path': null };
    startContainer(host, { id: 'web', namespace: 'k8s.io', servedBy: 'pause', init: 502, files });

    const { containers } = read(host);

    expect(
      containers?.map(({ bundle, shim, sandboxRecord, sockets }) => [bundle.id, shim, sandboxRecord, sockets]),
    ).toEqual([
      ['pause', 500, true, { [socketAddress('k8s.io', 'pause')]: 'own' }],
      ['web', 500, false, { [socketAddress('k8s.io', 'pause')]: 'own' }],
    ]);
  });

  it('says that another shim listens at the address of a container', () => {
    const host = newHost().running();
    startContainer(host, { id: 'a', shim: 500, init: 501 });
    const files = { 'bootstrap.json': JSON.stringify({ version: 3, address: socketAddress('default', 'a') }) };
    startContainer(host, { id: 'b', shim: 510, init: 511, files });

    const { containers } = read(host);

    expect(containers?.map(({ sockets }) => sockets)).toEqual([
      { [socketAddress('default', 'a')]: 'own' },
      { [socketAddress('default', 'a')]: 'other' },
    ]);
  });

  it('finds a container that runs although its bundle is gone', () => {
    const host = newHost().running();
    startContainer(host, { id: 'lost', shim: 500, init: 501 });
    rmSync(host.at(bundleOf('default', 'lost')), { recursive: true });

    const { containers } = read(host);

    expect(containers).toMatchObject([{ bundle: { id: 'lost', state: 'missing' }, shim: 500, init: 'running' }]);
  });

  it('leaves out a container of another containerd, whose OCI runtime keeps its state in the same place', () => {
    const host = newHost().running();
    startContainer(host, { id: 'web', shim: 500, init: 501 });
    const bundle = '/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/other';
    const state = { init_process_pid: 501, init_process_start: 12_345, config: { labels: [`bundle=${bundle}`] } };
    host.put('/run/containerd/runc/k8s.io/other/state.json', JSON.stringify(state));

    expect(read(host).containers).toHaveLength(1);
  });

  it('does not believe a process of another user that has the words of a shim', () => {
    const host = newHost().running();
    startShim(host, { id: 'web', shim: 500, uid: 1000 });

    expect(read(host).shims).toEqual([]);
  });

  it('knows the files of shims that other containerds run', () => {
    const host = newHost().running();
    const argv = ['/opt/a/containerd-shim-a-v1', '-namespace', 'k8s.io', '-id', 'x', '-address', '/run/other.sock'];
    host.program('/opt/a/containerd-shim-a-v1').process(500, { argv });
    startContainer(host, { id: 'web', shim: 600, init: 601 });

    expect(read(host).otherShims).toEqual(['/opt/a/containerd-shim-a-v1']);
    rmSync(host.at('/proc/500'), { recursive: true });
    expect(read(host).otherShims).toBeUndefined();
  });

  it('reads the containers of Docker in each data root, also below one for user namespaces', () => {
    const host = newHost().running();
    const [one, two] = ['a'.repeat(64), 'b'.repeat(64)];
    dockerContainer(host, { id: one, name: 'web', runtime: 'runc', restart: 'always' });
    dockerContainer(host, { id: two, name: 'db', runtime: 'crun', root: '/srv/docker/100000.100000' });

    const { dockerContainers } = read(host, { dockerRoots: ['/var/lib/docker', '/srv/docker'] });

    expect(dockerContainers).toEqual([
      { id: one, name: 'web', runtime: 'runc', restartPolicy: 'always' },
      { id: two, name: 'db', runtime: 'crun', restartPolicy: 'no' },
    ]);
  });

  it('never keeps an environment', () => {
    const host = newHost().running();
    startContainer(host, { id: 'web', namespace: 'moby', shim: 500, init: 501 });
    dockerContainer(host, { id: 'a'.repeat(64), name: 'web', runtime: 'runc' });

    expect(JSON.stringify(read(host))).not.toContain('secret');
  });

  it('survives files that are hostile', () => {
    const host = newHost().running();
    const files = { 'bootstrap.json': '\0'.repeat(100_000), 'init.pid': '-1e9', 'options.json': '[[', runtime: null };
    startContainer(host, { id: 'web', files: { ...files, 'shim-binary-path': '../../../etc/shadow' } });
    host.put(`${bundleOf('default', '.hidden')}/runtime`, '');
    host.put(`${bundleOf('bad\nname', 'x')}/runtime`, '');
    host.link('/etc', bundleOf('default', 'link'));
    host.put(`/var/lib/docker/containers/${'c'.repeat(64)}/hostconfig.json`, '{"Runtime":7,"RestartPolicy":[]}');

    const { containers, dockerContainers } = read(host);

    expect(containers?.map(({ bundle }) => [bundle.id, bundle.bootstrap])).toEqual([['web', undefined]]);
    expect(dockerContainers).toEqual([{ id: 'c'.repeat(64), runtime: '', restartPolicy: '' }]);
  });

  it('says why it could not list what runs', () => {
    const host = newHost().running();
    host.put('/run/containerd/io.containerd.runtime.v2.task', 'not a directory');

    expect(read(host)).toMatchObject({
      troubles: ['Cannot list "/run/containerd/io.containerd.runtime.v2.task": not a directory'],
    });
    expect(read(host).containers).toBeUndefined();
  });

  it('remembers nothing that is not so any more', async () => {
    const host = newHost().running();
    const warm = new Running(new HostFiles(host.root));
    const running = new Map<string, number>();
    let nextPid = 1000;
    const start = (id: string) => {
      const shim = nextPid;
      nextPid += 2;
      startContainer(host, { id, shim, init: shim + 1 });
      running.set(id, shim);
    };
    const end = (id: string) => {
      const shim = running.get(id) ?? 0;
      for (const pid of [shim, shim + 1]) rmSync(host.at(`/proc/${pid}`), { recursive: true, force: true });
      rmSync(host.at(socketPath('default', id)), { force: true });
      rmSync(host.at(`/run/containerd/runc/default/${id}`), { recursive: true, force: true });
      rmSync(host.at(bundleOf('default', id)), { recursive: true });
      running.delete(id);
    };
    for (let number = 0; number < 24; number++) start(`c${number}`);
    const operations: ((id: string) => void)[] = [
      // A file that is written in place is noticed by the next look at everything only.
      (id) => (running.has(`${id}x`) ? end(`${id}x`) : start(`${id}x`)),
      end,
      (id) => {
        end(id);
        start(id);
      },
      (id) => rmSync(host.at(socketPath('default', id)), { force: true }),
      (id) => rmSync(host.at(`/run/containerd/runc/default/${id}`), { recursive: true, force: true }),
      (id) => rmSync(bundleFile(host, id, 'init.pid'), { force: true }),
      (id) => rmSync(host.at(`/proc/${running.get(id)}`), { recursive: true, force: true }),
    ];
    let seed = 7;
    const draw = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let step = 0; step < 60; step++) {
      const id = [...running.keys()][draw(running.size)] ?? '';
      operations[draw(operations.length)]?.(id);
      expect(warm.read(question, false).facts, `step ${step}`).toEqual(read(host));
      await clockToMove(host);
    }
  });

  it.each<[string, (host: CaseHost) => void]>([
    ['socket', (host) => rmSync(host.at(socketPath('default', 'two')))],
    ['state of the OCI runtime', (host) => rmSync(host.at('/run/containerd/runc/default/two'), { recursive: true })],
    ['first process', (host) => rmSync(host.at('/proc/503'), { recursive: true })],
    ['shim', (host) => rmSync(host.at('/proc/502'), { recursive: true })],
    ['bundle', (host) => rmSync(host.at(bundleOf('default', 'two')), { recursive: true })],
    ['file of the bundle', (host) => rmSync(bundleFile(host, 'two', 'shim-binary-path'))],
  ])('notices that the %s of one of several containers is gone', async (_, remove) => {
    const host = newHost().running();
    for (const [index, id] of ['one', 'two', 'three'].entries()) {
      startContainer(host, { id, shim: 500 + 2 * index, init: 501 + 2 * index });
    }
    const warm = new Running(new HostFiles(host.root));
    // What is new is looked at again in any case.
    await setTimeout(settledMs);
    for (let round = 0; round < 2; round++) expect(warm.read(question, false).facts).toEqual(read(host));
    expect(warm.read(question, false).facts).toBe(warm.read(question, false).facts);
    remove(host);
    expect(warm.read(question, false).facts).toEqual(read(host));
  });

  it('reads the state of the OCI runtime again for another container of the same name', async () => {
    const host = newHost().running();
    const warm = new Running(new HostFiles(host.root));
    const initPid = async () => {
      const { containers } = warm.read(question, false).facts;
      await clockToMove(host);
      return containers?.[0]?.initPid;
    };
    const start = (shim: number) => {
      startContainer(host, { id: 'web', shim, init: shim + 1 });
    };
    // The OCI runtime is asked only for a container that has no such file.
    const forgetPid = () => rmSync(bundleFile(host, 'web', 'init.pid'));
    start(500);
    forgetPid();
    expect(await initPid()).toBe(501);
    for (const path of [bundleOf('default', 'web'), '/run/containerd/runc/default/web']) {
      rmSync(host.at(path), { recursive: true });
    }
    start(510);
    expect(await initPid()).toBe(511);
    forgetPid();
    expect(await initPid()).toBe(511);
  });
});

/** Longer than a directory counts as new. */
const settledMs = 150;

/** Waits until a change has another time stamp than the last one. */
async function clockToMove(host: CaseHost): Promise<void> {
  const now = () => {
    host.put('/run/clock', '');
    return statSync(host.at('/run/clock'), { bigint: true }).mtimeNs;
  };
  for (const before = now(); now() === before; ) await setTimeout(2);
}

function bundleFile(host: CaseHost, id: string, name: string): string {
  return host.at(`${bundleOf('default', id)}/${name}`);
}
