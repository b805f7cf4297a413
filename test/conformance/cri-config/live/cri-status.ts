import type { Handler, ServedCri } from '../vector.ts';
import { callGrpc } from './grpc-call.ts';

/** What the CRI service of a containerd says about its handlers, or how it refuses. */
export type CriStatus = { readonly served: ServedCri } | { readonly refused: string };

/** `verbose`, field 1 of StatusRequest: `true`. Source: `cri-api/pkg/apis/runtime/v1/api.proto`. */
const verbose = Uint8Array.of(1 << 3, 1);
/** `info`, a map from text to text, in StatusResponse. */
const infoField = 2;

/** Asks a containerd 1.x for its handlers as a kubelet or crictl would. */
export async function askStatus(socket: string): Promise<CriStatus> {
  const answer = await callGrpc(socket, '/runtime.v1.RuntimeService/Status', verbose);
  if (!answer.ok) return { refused: answer.text };
  const info = new Map(
    fieldsOf(answer.message).flatMap(([field, entry]) => (field === infoField ? [pairOf(entry)] : [])),
  );
  const { containerd } = JSON.parse(info.get('config') ?? '{}') as Config;
  const handlers = Object.entries(containerd.runtimes).map(([name, each]) => [name, withTomlNames(each)] as const);
  return { served: { default_runtime_name: containerd.defaultRuntimeName, handlers: Object.fromEntries(handlers) } };
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
  const fields = new Map(fieldsOf(entry));
  const textAt = (field: number) => Buffer.from(fields.get(field) ?? []).toString('utf8');
  return [textAt(1), textAt(2)];
}

/** The fields of a protobuf message that have a length; the others are passed over. */
function fieldsOf(message: Uint8Array): (readonly [field: number, bytes: Uint8Array])[] {
  const found: (readonly [number, Uint8Array])[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const length = varint();
    // Wire type 2 has a length; the status has no other fields than it and plain numbers.
    if ((tag & 7) !== 2) continue;
    found.push([tag >> 3, message.subarray(at, at + length)]);
    at += length;
  }
  return found;
}
