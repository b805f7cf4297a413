import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resolution } from '../../../src/model/resolution.ts';
import type { EngineApi, Reply } from './engine-api.ts';
import type { Machine } from './machine.ts';
import { executedFor, fakeFarewell } from './shims.ts';
import { tarOf } from './tar.ts';

/** What happened to a name: where it was refused and with which words, and which shim was executed. */
export interface Fate {
  readonly create: Answer;
  readonly start?: Answer;
  readonly executed?: string;
}

/** A fate that was met, and the OCI runtime that the shim executed in turn. */
export interface Met {
  readonly fate: Fate;
  readonly ociRuntime?: string;
}

/** An HTTP status and what the client is shown. */
type Answer = Pick<Reply, 'status' | 'message'>;

const image = 'shimdex-test';
const created: Answer = { status: 201 };
const started: Answer = { status: 204 };

/** What a resolution says that will happen; dockerd 20.10 looks for the program of a runtime with arguments later. */
export function foretold({ permitted, available, path, error = '' }: Resolution, preflight: 'create' | 'start'): Fate {
  if (available) return { create: created, start: started, ...executing(path) };
  const refusal: Answer = { status: permitted ? statusOf(error) : 400, message: error };
  const isPreflight = error.startsWith('error while looking up the specified runtime path: ');
  if (!permitted) return { create: refusal };
  if (isPreflight && preflight === 'create') return { create: { status: 400, message: error } };
  // The shim that starts an OCI runtime, or refuses its options, has been executed by the time that fails.
  const reached = /OCI runtime create failed|runtimeoptions\.v1\.Options/.test(error) ? executing(path) : {};
  return { create: created, start: refusal, ...reached };
}

function executing(path: string | undefined): Pick<Fate, 'executed'> {
  return path === undefined ? {} : { executed: path };
}

/** The Engine reports some failures as the client's. Source: moby `daemon/errors.go`, `translateContainerdStartErr`. */
function statusOf(message: string): number {
  const clients = [
    'executable file not found',
    'no such file or directory',
    'system cannot find the file specified',
    'failed to run runc create/exec call',
    'permission denied',
    'is a directory',
    'not a directory',
  ];
  return clients.some((text) => message.toLowerCase().includes(text)) ? 400 : 500;
}

/** Gives the Engine an image to make containers of: busybox and nothing else. */
export async function importImage({ tree }: Machine, api: EngineApi): Promise<void> {
  const busybox = readFileSync(join(tree, 'usr/bin/busybox'));
  await must(api.call('POST', `/images/create?fromSrc=-&repo=${image}`, tarOf('busybox', busybox)));
}

/** Creates a container with that runtime, starts it, waits for its end and removes it. */
export async function meetFate(name: string, machine: Machine, api: EngineApi): Promise<Met> {
  const host = { Runtime: name, NetworkMode: 'none', CgroupParent: `/${machine.cgroup}` };
  const create = await api.call('POST', '/containers/create', {
    Image: image,
    Cmd: ['/busybox', 'true'],
    HostConfig: host,
  });
  if (create.status !== created.status) return { fate: { create: answerOf(create) } };
  const { Id: id } = create.body as { readonly Id: string };
  const start = await api.call('POST', `/containers/${id}/start`);
  if (start.status === started.status) await must(api.call('POST', `/containers/${id}/wait`));
  await must(api.call('DELETE', `/containers/${id}?force=true`));
  const [shim, ...later] = executedFor(id, machine);
  const ociRuntime = later.find((file) => file !== shim);
  return {
    fate: { create: created, start: began(start) ? started : answerOf(start, id), ...executing(shim) },
    ...(ociRuntime === undefined ? {} : { ociRuntime }),
  };
}

/** The fakes were started, and leave at once; a real OCI runtime's failure is its own. */
function began({ status, message = '' }: Reply): boolean {
  const isFake =
    message.includes(fakeFarewell) || /did not terminate successfully: exit status 3(?:: |$)/.test(message);
  return status === started.status || isFake;
}

/** What cannot be known beforehand: the container's id, and the digest in the name of a wrapper script. */
function answerOf({ status, message }: Reply, id?: string): Answer {
  if (message === undefined) return { status };
  const anonymous = id === undefined ? message : message.replaceAll(id, 'ID');
  return { status, message: anonymous.replaceAll(/(\/docker\/runtimes\/[\s\S]*?)\.[-0-9A-Z]{52}={4}(?= )/g, '$1') };
}

async function must(reply: Promise<Reply>): Promise<void> {
  const { status, message } = await reply;
  if (status >= 400) throw new Error(`The Engine answered ${status}: ${message}`);
}
