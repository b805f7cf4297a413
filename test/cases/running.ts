import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { CaseHost } from './host.ts';

/** A container on a tree, as containerd 2.x leaves it. */
export interface GivenContainer {
  readonly id: string;
  readonly namespace?: string;
  /** Pid of its shim; absent when none runs. */
  readonly shim?: number;
  readonly init?: number;
  /** The name of the shim's process, where it is another one: a pod has one shim. */
  readonly servedBy?: string;
  readonly shimPath?: string;
  /** Where the link of the process leads, when it is another file. */
  readonly exe?: string;
  /** Files of the bundle; null for a file that is missing. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly ociRoot?: string;
  readonly uid?: number;
}

/** The pid of a first process that does not run any more. */
const endedPid = 999;

const state = '/run/containerd';
const bundles = `${state}/io.containerd.runtime.v2.task`;

/** The socket that a shim makes for what it serves. */
export function socketPath(namespace: string, id: string): string {
  const served = `${state}/containerd.sock/${namespace}/${id}`;
  return `${state}/s/${createHash('sha256').update(served).digest('hex')}`;
}

/** The same as an address. */
export function socketAddress(namespace: string, id: string): string {
  return `unix://${socketPath(namespace, id)}`;
}

/** The directory of a bundle. */
export function bundleOf(namespace: string, id: string): string {
  return `${bundles}/${namespace}/${id}`;
}

/** Puts a container and its processes on a tree. */
export function startContainer(host: CaseHost, given: GivenContainer): void {
  const { id, namespace = 'default', shim, init, servedBy = id, shimPath = '/usr/bin/containerd-shim-runc-v2' } = given;
  const { ociRoot = `${state}/runc` } = given;
  const address = socketAddress(namespace, servedBy);
  const directory = bundleOf(namespace, id);
  const files: Record<string, string | null> = {
    'shim-binary-path': shimPath,
    'bootstrap.json': JSON.stringify({ version: 3, address, protocol: 'ttrpc' }),
    runtime: '',
    'options.json': JSON.stringify({ root: given.ociRoot, binary_name: 'runc' }),
    'init.pid': String(init ?? endedPid),
    'config.json': JSON.stringify({ process: { env: ['PASSWORD=secret-in-spec'] } }),
    ...given.files,
  };
  mkdirSync(host.at(directory), { recursive: true });
  for (const [name, content] of Object.entries(files)) if (content !== null) host.put(`${directory}/${name}`, content);
  host.put(
    `${ociRoot}/${namespace}/${id}/state.json`,
    JSON.stringify({
      id,
      init_process_pid: init ?? endedPid,
      init_process_start: 12_345,
      config: { labels: [`bundle=${directory}`] },
    }),
  );
  leaveSocket(host, socketPath(namespace, servedBy));
  if (shim !== undefined) startShim(host, { ...given, shim });
  if (init !== undefined) {
    const parent = shim ?? 1;
    host.process(init, { argv: ['/bin/sleep', '1000'], environ: { PASSWORD: 'secret-in-process' }, parent });
  }
}

/** Puts a shim process on a tree. */
export function startShim(host: CaseHost, given: GivenContainer & { readonly shim: number }): void {
  const {
    id,
    namespace = 'default',
    shim,
    shimPath = '/usr/bin/containerd-shim-runc-v2',
    exe = shimPath,
    uid = 0,
  } = given;
  const argv = [shimPath, '-namespace', namespace, '-id', id, '-address', `${state}/containerd.sock`];
  host.process(shim, { argv, exe, environ: { PASSWORD: 'secret-in-shim' }, uid });
  rmSync(host.at(`/proc/${shim}/cwd`));
  host.link(bundleOf(namespace, id), `/proc/${shim}/cwd`);
}

/** Leaves the file of a socket behind: whether somebody listens is the matter of its process. */
export function leaveSocket(host: CaseHost, path: string): void {
  const made = host.at('/run/made.sock');
  mkdirSync(dirname(host.at(path)), { recursive: true });
  const server = createServer().listen(made);
  renameSync(made, host.at(path));
  server.close();
}

/** A container in Docker's data. */
export function dockerContainer(
  host: CaseHost,
  {
    id,
    name,
    runtime,
    restart = 'no',
    root = '/var/lib/docker',
  }: {
    readonly id: string;
    readonly name: string;
    readonly runtime: string;
    readonly restart?: string;
    readonly root?: string;
  },
): void {
  const directory = `${root}/containers/${id}`;
  host.put(`${directory}/hostconfig.json`, JSON.stringify({ Runtime: runtime, RestartPolicy: { Name: restart } }));
  const config = { Name: `/${name}`, Config: { Env: ['PASSWORD=secret-in-docker'] } };
  host.put(`${directory}/config.v2.json`, JSON.stringify(config));
}
