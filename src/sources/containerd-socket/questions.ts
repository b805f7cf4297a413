import { writeFields } from '../../core/protobuf/writer.ts';
import { defined } from '../../model/defined.ts';
import type { RunningContainerdFacts } from '../../model/host/running-containerd.ts';
import { type GrpcAnswer, type GrpcCall, unimplemented } from '../grpc/call.ts';
import { readCri, readDeprecations, readPlugins, readVersion } from './answers.ts';

/** One question, and the fact that it is about. `read` gives undefined for an answer that is not one. */
interface Question {
  readonly about: 'Version' | 'Server' | 'Plugins' | 'Status';
  readonly call: GrpcCall;
  readonly read: (message: Uint8Array) => RunningContainerdFacts | undefined;
  /** What it means that this containerd does not have the service. */
  readonly without: RunningContainerdFacts;
}

const nothing = new Uint8Array();

/**
 * Everything that a containerd is asked: four calls that only read. `PluginInfo` is never called, because it executes a
 * shim and makes containerd remember its path.
 */
const questions: readonly Question[] = [
  {
    about: 'Version',
    call: { method: '/containerd.services.version.v1.Version/Version', request: nothing },
    read: (message) => fact('version', readVersion(message)),
    without: {},
  },
  {
    about: 'Server',
    call: { method: '/containerd.services.introspection.v1.Introspection/Server', request: nothing },
    read: (message) => fact('deprecations', readDeprecations(message)),
    without: {},
  },
  {
    about: 'Plugins',
    call: { method: '/containerd.services.introspection.v1.Introspection/Plugins', request: nothing },
    read: (message) => fact('plugins', readPlugins(message)),
    without: {},
  },
  {
    about: 'Status',
    // `verbose`, for the configuration.
    call: { method: '/runtime.v1.RuntimeService/Status', request: writeFields([[1, true]]) },
    read: (message) => fact('cri', readCri(message)),
    without: { cri: { served: false } },
  },
];

export const calls: readonly GrpcCall[] = questions.map(({ call }) => call);

/** Why a question has no answer. `absent`: nothing listens. `denied`: this user may not connect. */
export interface Trouble {
  readonly kind: 'absent' | 'denied' | 'failed';
  readonly message: string;
}

/** What a containerd said, and the first reason why a question has no answer. */
export interface Said {
  readonly facts: RunningContainerdFacts;
  readonly trouble?: Trouble;
}

/** The facts in the answers to `calls`. An answer that is wrong or missing costs its own fact and no other. */
export function readAnswers(answers: readonly GrpcAnswer[]): Said {
  const read = questions.map((question, index) => readAnswer(question, answers[index]));
  const facts = Object.assign({}, ...read.map(({ facts: own }) => own)) as RunningContainerdFacts;
  return defined({ facts, trouble: read.find(({ trouble }) => trouble !== undefined)?.trouble });
}

function readAnswer({ about, read, without }: Question, answer: GrpcAnswer | undefined): Said {
  if (answer?.kind === 'message') {
    const facts = read(answer.message);
    return facts === undefined ? wrong(`answered ${about} with something else`) : { facts };
  }
  if (answer?.kind === 'status') {
    if (answer.code === unimplemented) return { facts: without };
    return wrong(`refused ${about} with status ${answer.code}: ${answer.text.slice(0, 512)}`);
  }
  return answer === undefined ? { facts: {} } : { facts: {}, trouble: answer };
}

function wrong(message: string): Said {
  return { facts: {}, trouble: { kind: 'failed', message } };
}

function fact<K extends keyof RunningContainerdFacts>(
  name: K,
  value: RunningContainerdFacts[K],
): RunningContainerdFacts | undefined {
  return value === undefined ? undefined : { [name]: value };
}
