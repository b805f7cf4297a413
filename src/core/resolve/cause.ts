import type { Attempt, Resolution } from '../../model/resolution.ts';
import { shimFaults } from '../../model/words.ts';
import { visible } from '../advice/execution-fault.ts';
import { isBlocked } from '../advice/places/blocked.ts';
import { sparesIn, whatItHides } from '../advice/shims/spares.ts';
import type { Answer } from '../containerd/answer.ts';
import { currentCri } from '../cri/running.ts';
import { hasOnlyArguments } from '../docker/oci-runtime.ts';
import { refusedConfig } from '../docker/unloaded.ts';
import { directoryOf } from '../go/path.ts';
import type { World } from '../world.ts';

/** A question, its answer, and the facts behind both. */
interface Case {
  readonly name: string;
  readonly client: Resolution['client'];
  readonly answer: Answer;
  readonly world: World;
  /** The first similar name that starts. */
  readonly similar: string | undefined;
  /** Why the first similar name does not start, where no similar name does. */
  readonly nearCause: string | undefined;
}

type Explain = (asked: Case) => string | undefined;

/** Why a name does not start, in one sentence without a full stop; undefined when it starts. */
export function causeOf(asked: Case): string | undefined {
  const { answer } = asked;
  if (answer.available === true) return undefined;
  const reason = answer.refusal ?? answer.unavailable?.reason;
  const special = reason === undefined ? undefined : causes.get(reason)?.(asked);
  return special ?? answer.unavailable?.message ?? answer.note;
}

const onShimFile: Explain = ({ answer, world }) => {
  const { path, attempts } = answer;
  if (path === undefined) return onSkipped(attempts, world);
  const hidden = whatItHides(sparesIn(attempts, world));
  if (answer.unavailable?.reason === 'shim-unsupported') {
    return `containerd ${world.containerd.version} cannot start "${path}": the shim is of another release${hidden}`;
  }
  return `containerd selects "${path}" but cannot execute it${because(path, world)}${hidden}`;
};

function onSkipped(attempts: readonly Attempt[], world: World): string | undefined {
  const skipped = attempts.find(({ outcome }) => skips.has(outcome));
  if (skipped === undefined) return undefined;
  const why = because(skipped.path, world) || `: ${skips.get(skipped.outcome)}`;
  return `"${skipped.path}" is installed, but containerd skips it${why}`;
}

const skips: ReadonlyMap<Attempt['outcome'], string> = new Map<Attempt['outcome'], string>([
  ['not-executable', 'it is not executable'],
  ['is-directory', 'it is a directory'],
  ['dangling-symlink', 'it is a broken symbolic link'],
]);

function because(path: string, { explore }: World): string {
  const target = explore?.readLink(path);
  const fault = explore?.explain(path);
  if (fault === undefined) return '';
  if (target !== undefined && fault.kind === 'missing-file' && fault.errno === 'ENOENT')
    return visible(`: it is a broken symbolic link to "${target}"`);
  return visible(`: ${fault.what}`);
}

const onMissingShim: Explain = ({ answer: { binary, attempts }, world }) => {
  if (binary === undefined || attempts.length === 0) return undefined;
  const [elsewhere] = world.explore?.elsewhere(binary) ?? [];
  if (elsewhere !== undefined) {
    return `"${binary}" is in "${directoryOf(elsewhere)}", where containerd does not search`;
  }
  const [misspelled] = world.explore?.misspelled(binary) ?? [];
  if (misspelled !== undefined) return `containerd looks for "${binary}", but the file is called "${misspelled}"`;
  const places = new Set(attempts.filter(({ step }) => step !== 'client-path').map(({ path }) => path)).size;
  return `"${binary}" is not in ${places === 1 ? 'the one place' : `any of the ${places} places`} that containerd searches`;
};

const onProgram: Explain = ({ name, answer: { ociRuntime, unavailable }, world }) => {
  if (ociRuntime === undefined) return undefined;
  const program = ociRuntime.path || 'runc';
  const subject = name === '' ? 'The default' : quoted(name);
  if (hasOnlyArguments(ociRuntime)) return `${subject} has arguments and no path: dockerd looks for "", not for "runc"`;
  if (unavailable?.reason === 'oci-runtime-missing' && !mayBeThere(program, world)) {
    const [elsewhere] = program.includes('/') ? [] : (world.explore?.elsewhere(program) ?? []);
    const where = program.includes('/') ? 'which is missing' : "which is not on containerd's PATH";
    return `${subject} needs "${program}", ${where}${elsewhere === undefined ? '' : `: it is at "${elsewhere}"`}`;
  }
  return `${subject} needs "${program}", which cannot be executed${because(ociRuntime.resolvedPath ?? program, world)}`;
};

/** dockerd and the shim report a file that they may not execute, or cannot reach, as they report a missing one. */
function mayBeThere(program: string, { inspect }: World): boolean {
  if (!program.includes('/')) return false;
  const file = inspect(program);
  return file.kind !== 'missing' || isBlocked(file);
}

const onPending: Explain = ({ name, client, answer: { definedIn, unavailable } }) => {
  const place = definedIn === undefined ? '' : `: it is in ${placeOf(definedIn)}`;
  if (client === 'cri')
    return `containerd has not loaded the handler "${name}"${place}. It reads its handlers when it starts`;
  const verb = unavailable?.reason === 'reload-needed' ? 'reloaded' : 'restarted';
  return `Docker has not loaded "${name}"${place}, but the Engine has not been ${verb} since then`;
};

const onRefusedConfig: Explain = ({ name, answer, world: { docker } }) => {
  const refused = refusedConfig(docker);
  if (refused === undefined) return undefined;
  const { file, line, message } = refused;
  const refusedAt = placeOf({ file, line: line ?? 0 });
  if (answer.verdict === 'configured') return `dockerd refuses ${refusedAt} and would not start: ${message}`;
  const where = answer.definedIn === undefined ? 'it' : `"${name}" in ${placeOf(answer.definedIn)}`;
  return `Docker never loaded ${where}, because dockerd refuses ${refusedAt}: ${message}`;
};

const onNoDot: Explain = ({ name, client, similar, nearCause }) => {
  if (nearCause !== undefined) {
    const why = client === 'docker' ? 'is not configured in Docker' : 'is not the name of a shim';
    return `"${name}" ${why}, and the shim of that name does not start: ${nearCause}`;
  }
  const example = similar?.includes('.') === true ? similar : 'io.containerd.kata.v2';
  const asIn = similar === undefined ? `, as in ${example}` : `: ${example}`;
  if (client === 'docker') return `"${name}" is not configured in Docker, and the name of a shim needs a dot${asIn}`;
  if (client === 'nerdctl') return `nerdctl finds no program "${name}", and the name of a shim needs a dot${asIn}`;
  return `"${name}" is not a name for containerd: the name of a shim needs a dot${asIn}`;
};

const onUnconfigured: Explain = ({ name, client, world }) =>
  client === 'cri'
    ? onUnconfiguredHandler(name, world)
    : `Docker ${world.docker.version} accepts only configured names, and "${name}" is not configured`;

/** An empty name asks for the default handler, which a configuration may lack, too. */
function onUnconfiguredHandler(name: string, world: World): string | undefined {
  if (name !== '') return `containerd's configuration has no handler "${name}"`;
  const byDefault = currentCri(world).handlers?.defaultName;
  return byDefault && `containerd's configuration has no handler "${byDefault}", which is the default`;
}

const causes: ReadonlyMap<string, Explain> = new Map<string, Explain>([
  ...shimFaults.map((fault): [string, Explain] => [fault, (asked) => onShimFile(asked)]),
  ['library-missing', (asked) => (asked.answer.attempts.some(isFailing) ? onShimFile(asked) : onProgram(asked))],
  ['dangling-symlink', onShimFile],
  ['not-installed', onMissingShim],
  ['oci-runtime-missing', onProgram],
  ['oci-runtime-not-executable', onProgram],
  ['reload-needed', onPending],
  ['restart-needed', onPending],
  ['docker-config-refused', onRefusedConfig],
  ['no-dot', onNoDot],
  ['not-configured', onUnconfigured],
  ['empty', () => undefined],
  ['empty-prefix', ({ name }) => `The part of "${name}" before its first dot is empty`],
  ['absolute-path', () => 'Docker does not accept a path as a runtime'],
  ['relative-path', ({ name }) => `"${name}" has a slash, which the name of a runtime cannot have`],
]);

function isFailing({ startable }: Attempt): boolean {
  return startable === false;
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return line === 0 ? `"${file}"` : `"${file}" line ${line}`;
}

function quoted(text: string): string {
  return `"${text}"`;
}
