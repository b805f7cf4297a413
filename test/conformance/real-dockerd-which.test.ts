import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import { DaemonLog } from './dockerd/daemon-log.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { debian13 } from './dockerd/recipes.ts';

/** A dockerd, and the containerd behind it. */
interface Docker {
  /** Of the runtime that it alone has configured. */
  readonly name: string;
  readonly socket: string;
  readonly configFile: string;
  readonly path: string;
  readonly containerdPath: string;
}

const bins = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const system: Docker = {
  name: 'system',
  socket: '/run/docker.sock',
  configFile: '/etc/docker/daemon.json',
  path: bins,
  containerdPath: `/srv/system:${bins}`,
};
const second: Docker = {
  name: 'second',
  socket: '/run/second/docker.sock',
  configFile: '/etc/docker/second.json',
  path: bins,
  containerdPath: `/srv/second:${bins}`,
};
/** It starts a containerd itself, which inherits its PATH. */
const rootless: Docker = {
  name: 'rootless',
  socket: '/run/user/1000/docker.sock',
  configFile: '/home/u/.config/docker/daemon.json',
  path: `/srv/rootless:${bins}`,
  containerdPath: `/srv/rootless:${bins}`,
};

let machine: Machine;
beforeAll(async () => {
  machine = await bootMachine(debian13);
  for (const { name } of [system, second, rootless]) executable(`srv/${name}/containerd-shim-${name}-v1`);
  await containerd(system);
  await containerd(second, '--address=/run/second/containerd.sock', '--root=/var/lib/c2', '--state=/run/c2');
  await dockerd(system, {});
  await dockerd(
    second,
    {},
    ...['-H', `unix://${second.socket}`, '--config-file', second.configFile, '--exec-root=/run/second/docker'],
    ...['--data-root=/var/lib/second', '--pidfile=/run/second/docker.pid', '--containerd=/run/second/containerd.sock'],
  );
  // A rootless dockerd does not start without it, and runs it for published ports alone.
  executable('srv/rootless/rootlesskit-docker-proxy');
  const surroundings = { ROOTLESSKIT_STATE_DIR: '/run/rk', XDG_RUNTIME_DIR: '/run/user/1000', HOME: '/home/u' };
  await dockerd(rootless, surroundings, '--rootless');
}, 240_000);
afterAll(() => machine?.stop());

it.each([
  ['without a socket', [], system],
  ['of the system', ['--docker-socket=/var/run/docker.sock'], system],
  ['at another socket', [`--docker-socket=${second.socket}`], second],
  ['that is rootless', [`--docker-socket=${rootless.socket}`], rootless],
])('the dockerd %s is compared with its own file, and asked for its own containerd', async (_what, options, docker) => {
  const { runtimes, sources } = await ask<Pick<Inventory, 'runtimes' | 'sources'>>('list', '--json', ...options);
  const { findings } = await ask<Pick<Inventory, 'findings'>>('check', '--json', ...options);

  const read = ['docker-engine', 'docker-config', 'containerd-process'];
  expect(sources).toEqual(
    expect.arrayContaining(read.map((source) => expect.objectContaining({ source, state: 'read' }))),
  );
  expect(runtimes.filter(({ definedIn }) => definedIn !== undefined)).toEqual([
    expect.objectContaining({ name: docker.name, definedIn: { file: docker.configFile, line: 1 }, available: true }),
  ]);
  expect(runtimes.filter(({ path }) => path?.startsWith('/srv/')).map(({ name }) => name)).toEqual([shimOf(docker)]);
  expect(findings.filter(({ code }) => code.endsWith('-needed'))).toEqual([]);
});

async function ask<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr } = await machine.shimdex(args);
  if (stdout === '') throw new Error(`shimdex said nothing: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Name of the shim that only the containerd behind this one has in its PATH. */
function shimOf({ name }: Docker): string {
  return `io.containerd.${name}.v1`;
}

function executable(path: string): void {
  const file = join(machine.tree, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
}

async function containerd({ containerdPath }: Docker, ...args: readonly string[]): Promise<void> {
  const log = new DaemonLog(machine.start(['/usr/bin/containerd', ...args], { PATH: containerdPath }));
  await log.wait(/successfully booted/, 0);
}

async function dockerd(
  docker: Docker,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<void> {
  const file = join(machine.tree, docker.configFile);
  for (const directory of [dirname(file), join(machine.tree, dirname(docker.socket))])
    mkdirSync(directory, { recursive: true });
  writeFileSync(file, JSON.stringify({ runtimes: { [docker.name]: { path: '/usr/sbin/runc' } } }));
  const flags = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--storage-driver=vfs', ...args];
  const log = new DaemonLog(
    machine.start(['/usr/bin/unshare', '--net', '/usr/sbin/dockerd', ...flags], { PATH: docker.path, ...env }),
  );
  if ((await log.wait(/msg="API listen on /, 0)) === undefined)
    throw new Error(`dockerd did not start: ${log.since(0)}`);
}
