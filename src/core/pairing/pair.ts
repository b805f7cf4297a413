import { defined } from '../../model/defined.ts';
import type { AnswerFormat, ShimEvidence } from '../../model/host/shim-evidence.ts';
import { oncePer } from '../../model/once-per.ts';
import { beforeOutput, containerdRules } from '../containerd/release.ts';
import { readAnswer } from './answer.ts';
import { type BootstrapResult, encodeBootstrapResult } from './bootstrap-result.ts';
import { type PairingRules, pairingRules } from './release.ts';

/** Whether a containerd can start a shim that it finds and that executes. */
export type Pairing =
  | { readonly verdict: 'ok'; readonly certainty: Certainty }
  /** `message` is the text of containerd, without what the client puts before it. */
  | { readonly verdict: 'refused'; readonly certainty: Certainty; readonly message: string }
  | { readonly verdict: 'unknown' };

/** `proved` for containerd's own shims of releases that were measured, else `likely`. */
export type Certainty = 'proved' | 'likely';

/** How a shim is started. */
export interface PairingQuestion {
  /** Version of the containerd that runs. */
  readonly version: string;
  /** File name of the shim. */
  readonly binary: string;
  /** The client sends options of the runtime; Docker, CRI and `ctr` do so for `io.containerd.runc.v2`. */
  readonly sendsOptions: boolean;
}

/**
 * Answers whether a containerd can start a shim. `HASH` in a message stands for the 64 digits of the socket's name, and
 * `ID` for the id of the container.
 */
export function pair(shim: ShimEvidence, question: PairingQuestion): Pairing {
  const answered = answersAbout(shim);
  const key = `${question.version} ${question.sendsOptions} ${question.binary}`;
  const pairing = answered.get(key) ?? judge(shim, question);
  answered.set(key, pairing);
  return pairing;
}

/** Each look asks the same about the files that have not changed. */
const answersAbout = oncePer((_: ShimEvidence) => new Map<string, Pairing>());

function judge(shim: ShimEvidence, question: PairingQuestion): Pairing {
  const refusals = possibilities(shim).map((each) => refusalOf(each, question));
  const [first] = refusals;
  if (refusals.some((refusal) => refusal !== first)) return { verdict: 'unknown' };
  const certainty = isMeasured(shim, question) ? 'proved' : 'likely';
  return first === undefined ? { verdict: 'ok', certainty } : { verdict: 'refused', certainty, message: first };
}

type KnownShim = Pick<ShimEvidence, 'program'> & Required<Pick<ShimEvidence, 'answers' | 'stdin' | 'needsBootstrap'>>;

/** Every shim that the evidence leaves possible. */
function possibilities({ program, answers, stdin, needsBootstrap }: ShimEvidence): readonly KnownShim[] {
  const own = defined({ program });
  return oneOf<AnswerFormat>(answers, ['address', 'json', 'protobuf']).flatMap((format) =>
    oneOf(stdin, ['options', 'lenient'] as const).flatMap((input) =>
      oneOf(needsBootstrap, [false, true]).map((needs) => ({
        ...own,
        answers: format,
        stdin: input,
        needsBootstrap: needs,
      })),
    ),
  );
}

function oneOf<T>(known: T | undefined, all: readonly T[]): readonly T[] {
  return known === undefined ? all : [known];
}

function isMeasured({ program, library }: ShimEvidence, { version }: PairingQuestion): boolean {
  return program !== undefined && library !== undefined && [library, version].every((each) => measured.test(each));
}

/** Releases that ran against each other, and their later patches. 2.0 was compared in the source only. */
const measured = /^(?:1\.[67]|2\.[0-4])\./;

function refusalOf(shim: KnownShim, { version, binary, sendsOptions }: PairingQuestion): string | undefined {
  const rules = pairingRules(version);
  const messages = containerdRules(version);
  const prefix = beforeOutput(messages);
  const failed = (error: string, coded = false) =>
    prefix + error + (messages.unknownSuffix && !coded ? ': unknown' : '');
  const ended = endsAtOnce(shim, rules, binary, sendsOptions);
  if (ended !== undefined) return failed(`${ownName(shim, binary)}: ${ended}: exit status 1`);
  const answer = readAnswer(answerOf(shim.answers), rules);
  return answer.ok ? undefined : failed(answer.error.replace(hash, 'HASH'), answer.coded);
}

/** What the shim prints when it does not accept what containerd sends. */
function endsAtOnce(
  { stdin, needsBootstrap }: KnownShim,
  { protobuf }: PairingRules,
  binary: string,
  sendsOptions: boolean,
): string | undefined {
  // containerd sends options to this file name in every release (`pkg/shim/util.go`).
  const sendsParameters = protobuf && binary !== 'containerd-shim-runc-v1';
  if (stdin === 'options' && sendsParameters) return 'type with url ID: not found';
  if (!needsBootstrap || protobuf) return undefined;
  return (sendsOptions ? 'bootstrap parameters do not match command-line arguments: ' : '') + deprecatedApi;
}

const deprecatedApi =
  'shim was started through the deprecated API but was built against the new API; if you upgraded containerd, you may need to restart the daemon';

/** A shim begins its errors with its own name, which the name of its file does not change. */
function ownName({ program }: KnownShim, binary: string): string {
  if (program !== undefined) return `io.containerd.${program.replace('-', '.')}`;
  return `io.containerd.${binary.replace(/^containerd-shim-/, '').replace(/-(?=[^-]*$)/, '.')}`;
}

/** As long as the real name of a socket: the length decides what the kernel answers. */
const hash = '#'.repeat(64);

function answerOf(format: AnswerFormat): string {
  const result: BootstrapResult = { version: 3, address: `unix:///run/containerd/s/${hash}`, protocol: 'ttrpc' };
  if (format === 'address') return result.address;
  return format === 'json' ? JSON.stringify(result) : encodeBootstrapResult(result);
}
