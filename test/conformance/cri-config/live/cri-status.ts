import { bytesOf, readFields, textOf } from '../../../../src/core/protobuf/reader.ts';
import { writeFields } from '../../../../src/core/protobuf/writer.ts';
import { callGrpc } from '../../../../src/sources/grpc/call.ts';
import type { Handler, ServedCri } from '../vector.ts';

/** What the CRI service of a containerd says about its handlers, or how it refuses. */
export type CriStatus = { readonly served: ServedCri } | { readonly refused: string };

/** `verbose`, field 1 of StatusRequest: `true`. Source: `cri-api/pkg/apis/runtime/v1/api.proto`. */
const verbose = writeFields([[1, true]]);
/** `info`, a map from text to text, in StatusResponse. */
const infoField = 2;

/** Asks a containerd 1.x for its handlers as a kubelet or crictl would. */
export async function askStatus(socket: string): Promise<CriStatus> {
  const call = { method: '/runtime.v1.RuntimeService/Status', request: verbose };
  const [answer] = await callGrpc(socket, [call], generous());
  if (answer?.kind === 'status') return { refused: answer.text };
  if (answer?.kind !== 'message') throw new Error(`No answer about CRI: ${answer?.message}`);
  const info = new Map(bytesOf(readFields(answer.message) ?? [], infoField).map(pairOf));
  const { containerd } = JSON.parse(info.get('config') ?? '{}') as Config;
  const handlers = Object.entries(containerd.runtimes).map(([name, each]) => [name, withTomlNames(each)] as const);
  return { served: { default_runtime_name: containerd.defaultRuntimeName, handlers: Object.fromEntries(handlers) } };
}

/** Limits that only a broken daemon reaches. */
export function generous() {
  return { deadlineMs: 30_000, bytes: 4 * 1024 * 1024, signal: new AbortController().signal };
}

interface Config {
  readonly containerd: { readonly defaultRuntimeName: string; readonly runtimes: Readonly<Record<string, Handler>> };
}

/** The JSON names of a handler's keys. Source: `Runtime` in `pkg/cri/config/config.go`, 1.6 and 1.7. */
const tomlNames: Readonly<Record<string, string>> = {
  runtimeType: 'runtime_type',
  runtimePath: 'runtime_path',
  runtimeEngine: 'runtime_engine',
  runtimeRoot: 'runtime_root',
  PodAnnotations: 'pod_annotations',
  ContainerAnnotations: 'container_annotations',
  baseRuntimeSpec: 'base_runtime_spec',
  cniConfDir: 'cni_conf_dir',
  cniMaxConfNum: 'cni_max_conf_num',
  sandboxMode: 'sandbox_mode',
};

function withTomlNames(handler: Handler): Handler {
  const given = Object.entries(handler).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([key, value]) => [tomlNames[key] ?? key, value]));
}

function pairOf(entry: Uint8Array): readonly [string, string] {
  const fields = readFields(entry) ?? [];
  return [textOf(fields, 1) ?? '', textOf(fields, 2) ?? ''];
}
