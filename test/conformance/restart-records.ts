import { findShim } from '../../src/core/forecast/find-shim.ts';
import { evidenceOfRelease } from '../../src/core/pairing/evidence.ts';
import type { BundleFacts } from '../../src/model/host/bundle.ts';
import type { FileFact } from '../../src/model/host/file-fact.ts';
import type { RunningContainer, ShimOnDisk, SocketState } from '../../src/model/host/running-container.ts';
import type { PlanOutcome } from '../../src/model/plan.ts';
import { containerd, directory, executable, missing, plainFile } from '../builders.ts';
import { vectors } from './vector-world.ts';

interface Evidence {
  readonly bundle_files: Readonly<Record<string, string>> | null;
  readonly shim: 'S' | 'T' | null;
  readonly init: string | null;
  readonly socket_exists: boolean;
  readonly runc_state_exists: boolean;
  readonly runc_on_path: boolean;
  readonly metadata_record: boolean;
  readonly shim_resolves: { readonly file: string; readonly version: string | null } | null;
  readonly running_shim_version: string;
}

export interface ContainerRecord {
  readonly before: string;
  readonly after: string;
  readonly global: string;
  readonly local: string;
  readonly evidence: Evidence;
  readonly outcome: string;
}

export const { records } = vectors<{ records: readonly (Partial<ContainerRecord> & { local: string })[] }>(
  'restart.json',
);
const isContainer = (record: object): record is ContainerRecord => 'evidence' in record && 'outcome' in record;
export const containers = records.filter(isContainer);

const noEvidence: Evidence = {
  bundle_files: null,
  shim: null,
  init: null,
  socket_exists: false,
  runc_state_exists: false,
  runc_on_path: false,
  metadata_record: false,
  shim_resolves: null,
  running_shim_version: '',
};

export const version = (name: string) => name.replace('main', '2.4.0-beta');
const taskApi = (name: string) => (name.startsWith('1.') ? 2 : 3);

/** The contract has one word for every container that is still listed. */
export const outcomeIn = ({ outcome }: ContainerRecord): PlanOutcome =>
  outcome.startsWith('kept') ? 'kept' : (outcome as PlanOutcome);

/** What a reader of the host would have found. */
export function containerOf(record: ContainerRecord): RunningContainer {
  const { evidence, local } = record;
  const bundle = bundleOf(record);
  const { runtime } = bundle;
  return {
    bundle,
    shimFile: shimFileOf(record, bundle),
    sockets: socketsOf(bundle, evidence, local),
    shimProcess: evidence.shim === null ? 'gone' : evidence.shim === 'T' ? 'stopped' : 'running',
    taskApi: taskApi(evidence.running_shim_version),
    init: evidence.init === null ? 'gone' : 'running',
    ociRuntime: runtime?.startsWith('/nonexistent') === true ? false : evidence.runc_on_path,
    shimOciRuntime: evidence.runc_on_path,
    runcState: evidence.runc_state_exists,
    sandboxRecord: false,
    ownedByCri: false,
  };
}

export function bundleOf({ evidence, local }: ContainerRecord): BundleFacts {
  const files = evidence.bundle_files;
  const named = { namespace: 'default', id: 'c' };
  // A bundle that was moved is not below the namespace of its container any more.
  if (files === null || local.startsWith('ns-moved')) return { ...named, state: 'missing' };
  const textOf = (name: string) => files[name]?.replaceAll('$HASH', '#'.repeat(64)) ?? null;
  return {
    ...named,
    state: Object.keys(files).length === 0 ? 'empty' : 'present',
    shimBinaryPath: textOf('shim-binary-path'),
    bootstrap: textOf('bootstrap.json'),
    address: textOf('address'),
    runtime: textOf('runtime'),
  };
}

/** The files of the run: what the mutations left of the shim, and of the files that a changed bundle names. */
function inspectAs({ global, evidence }: ContainerRecord): (path: string) => FileFact {
  const onPath = { 'shim-deleted': missing(), 'shim-moved-copy-on-path': missing(), 'shim-noexec': plainFile() }[
    global
  ];
  const files: Readonly<Record<string, FileFact>> = {
    '$PATHDIR/containerd-shim-runc-v2': onPath ?? executable(),
    ...(global === 'shim-moved-copy-on-path' ? { '$ALTDIR/containerd-shim-runc-v2': executable() } : {}),
    '$DIR/noexec': plainFile(),
    '$STATEbp-fail': executable(),
    '$STATEbp-true': executable(),
    '/tmp': directory(),
  };
  const named = evidence.bundle_files?.['shim-binary-path'] ?? '';
  const isReal = /^\$SHIMS\/[\d.]+\/containerd-shim-runc-v2$/.test(named);
  return (path) => files[path.replace(/^\/(?=\$)/, '')] ?? (isReal && path === `/${named}` ? executable() : missing());
}

/** Placeholders begin with a slash here, because containerd reads them as absolute paths. */
const absolute = (text: string | null) => text?.replace(/^\$/, '/$') ?? null;

/** The bundle names a script of its own. The records say that it is not found, and their logs show that it runs. */
export const runsScript = ({ local }: ContainerRecord) => /^sbp-(?:fail|true|hang)\b/.test(local);

/** What `findShim()` finds; the record knows what the file there does. */
export function shimFileOf(record: ContainerRecord, bundle: BundleFacts): ShimOnDisk {
  const { metadata_record, shim_resolves } = record.evidence;
  const facts = {
    ...containerd(),
    version: version(record.after),
    path: '/$PATHDIR:/$ALTDIR',
    cwd: '/',
    executableDirectory: '/daemon',
  };
  const works = shim_resolves?.file === 'works';
  const found = findShim(
    { ...bundle, shimBinaryPath: absolute(bundle.shimBinaryPath ?? null) },
    {
      containerd: facts,
      inspect: inspectAs(record),
      runtimeName: metadata_record ? 'io.containerd.runc.v2' : null,
      evidence: () => (works ? evidenceOfRelease(version(shim_resolves.version ?? ''), 'runc-v2') : {}),
    },
  );
  if (found === undefined) throw new Error('the bundle names a shim, or the metadata does');
  const { shimFile } = found;
  // What a script does is only in the record.
  const isScript = runsScript(record) || shim_resolves?.file.startsWith('runs but') === true;
  return isScript && shimFile.found ? { ...shimFile, deletes: false } : shimFile;
}

/** Every socket that the bundle names. */
function socketsOf(
  { bootstrap, address }: BundleFacts,
  evidence: Evidence,
  local: string,
): RunningContainer['sockets'] {
  const answers: SocketState = local === 'boot-other' ? 'other' : 'own';
  const named = `${bootstrap}\n${address}`.match(/unix:\/\/[/\w]+s\/(?:#{64}|none)/g) ?? [];
  return Object.fromEntries(
    named.map((each) => [each, evidence.socket_exists && !each.endsWith('none') ? answers : 'nobody']),
  );
}

export interface PodRecord {
  readonly before: string;
  readonly after: string;
  readonly global: string;
  readonly case: string;
  readonly before_start: { readonly pause: boolean; readonly ctr: boolean; readonly shims: number };
  readonly after_start: { readonly pause: boolean; readonly ctr: boolean };
  readonly task_ls_pause: string | null;
  readonly task_ls_ctr: string | null;
  readonly files_pause: readonly string[] | null;
  readonly files_ctr: readonly string[] | null;
}

type Member = 'pause' | 'ctr';
export const members: readonly Member[] = ['pause', 'ctr'];
export const pods = records.filter((record): record is PodRecord & { local: string } => record.local === '*cri-pod*');
const podAddress = 'unix:///run/containerd/s/pod';

/** What the bundle of one process of the pod holds, after the mutation that the case is named for. */
function podBundle({ before, case: mutation, ...record }: PodRecord, member: Member): BundleFacts {
  const files = record[`files_${member}`] ?? [];
  const named = { namespace: 'k8s.io', id: member };
  if (mutation === `${member}-bundle-removed`) return { ...named, state: 'missing' };
  const isGarbage = mutation === `${member}-boot-garbage`;
  const json = JSON.stringify({ version: taskApi(before), address: podAddress, protocol: 'ttrpc' });
  const text = (name: string, content: string) => (files.includes(name) ? content : null);
  return {
    ...named,
    state: 'present',
    shimBinaryPath:
      mutation === `${member}-sbp-dangling`
        ? '/nonexistent/shim'
        : text('shim-binary-path', '/$PATHDIR/containerd-shim-runc-v2'),
    bootstrap: text('bootstrap.json', isGarbage ? 'garbage' : json),
    address: text('address', isGarbage ? 'garbage' : podAddress),
    runtime: text('runtime', ''),
  };
}

export function podMember(record: PodRecord, member: Member): RunningContainer {
  const { before, after, global, before_start } = record;
  const bundle = podBundle(record, member);
  const hasRunc = global !== 'runc-deleted';
  const found = findShim(bundle, {
    containerd: {
      ...containerd(),
      version: version(after),
      path: '/$PATHDIR:/$ALTDIR',
      cwd: '/',
      executableDirectory: '/daemon',
    },
    inspect: inspectAs({ ...record, local: '', outcome: '', evidence: noEvidence }),
    runtimeName: 'io.containerd.runc.v2',
    evidence: () => evidenceOfRelease(version(after), 'runc-v2'),
  });
  return {
    bundle,
    ...(found === undefined ? {} : { shimFile: found.shimFile }),
    sockets: { [podAddress]: 'own' },
    shimProcess: before_start.shims === 0 ? 'gone' : 'running',
    taskApi: taskApi(before),
    init: before_start[member] ? 'running' : 'gone',
    ociRuntime: hasRunc,
    shimOciRuntime: hasRunc,
    runcState: true,
    sandboxRecord: member === 'pause' && taskApi(before) === 3,
    ownedByCri: true,
  };
}

/** What happened to one process of the pod, in the words of a plan. */
export function podOutcome(record: PodRecord, member: Member): PlanOutcome {
  if (record[`task_ls_${member}`] !== null) return 'kept';
  if (!record.before_start[member]) return 'removed';
  return record.after_start[member] ? 'unmanaged' : 'killed';
}

export interface DaemonRecord {
  readonly before: string;
  readonly after: string;
  readonly global: string;
  readonly new_container_starts: true | string;
}

/** The shim on PATH after the mutation; undefined where none executes. */
function shimOnPath({ before, after, global }: DaemonRecord): string | undefined {
  if (['shim-deleted', 'shim-noexec', 'shim-failing'].includes(global)) return undefined;
  if (global === 'shim-kept-old') return before;
  return /^shim-replaced:(.+)/.exec(global)?.[1] ?? after;
}

export const daemons = records
  .filter((record): record is DaemonRecord & { local: string } => record.local === '*daemon*')
  .map((record) => ({ ...record, shim: shimOnPath(record) }));
