import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { UnavailableReason } from '../../model/inventory/unavailable.ts';
import { entriesCalled } from '../catalogue.ts';
import type { Answer } from '../containerd/answer.ts';
import { adviseOnHandler } from '../cri/advise.ts';
import { adviseOnHandlerFiles } from '../cri/handler-files.ts';
import { hasOnlyArguments, ociRuntimePath } from '../docker/oci-runtime.ts';
import { runcShim } from '../docker/start.ts';
import { refusedConfig } from '../docker/unloaded.ts';
import { fileNameOf, isAbsolutePath } from '../go/path.ts';
import type { World } from '../world.ts';
import { adviseOnPathName, adviseOnUnknownName } from './add-entry.ts';
import { loadCommand, writeEntry, writeShimEntry } from './daemon-json.ts';
import { adviseWithoutContainerd, whereToGet } from './get-it.ts';
import { adviseOnNotAShim } from './not-a-shim.ts';
import { adviseInsteadOf, adviseOnOciProgram } from './oci-program.ts';
import { adviseOnForeign } from './other-config.ts';
import { adviseOnOtherShim, whereToGetCalled } from './other-shim.ts';
import { adviseOnBlocked } from './places/blocked.ts';
import { adviseOnMisspelled } from './places/misspelled.ts';
import { adviseOnElsewhere, adviseOnPassedOver } from './places/search-path.ts';
import { adviseOnRefusedConfig } from './refused-config.ts';
import { adviseOnBrokenShim } from './shims/broken-shim.ts';
import { policyChange } from './site-policy.ts';
import { adviseOnUnread, adviseOnUnreadContainerd, runAsRoot } from './unread.ts';
import { adviseOnWrittenPath } from './written-path-advice.ts';

/** A name that does not start, and what is known of it. */
interface Case {
  readonly name: string;
  readonly answer: Answer;
  readonly world: World;
  readonly configured: DockerRuntime | undefined;
}

function correctConfig(docker: DockerFacts): string {
  const { file, line } = refusedConfig(docker) ?? { file: docker.configFile };
  const place = line === undefined ? `"${file}"` : `"${file}" line ${line}`;
  return `Correct ${place} first, because dockerd refuses it`;
}

function onRefusedConfig(docker: DockerFacts): Advice[] {
  const text = correctConfig(docker);
  const first =
    docker.onDisk === undefined ? { text } : { text: `${text}. Then reload dockerd`, command: loadCommand(docker) };
  const refused = refusedConfig(docker);
  return [first, ...(refused === undefined ? [] : adviseOnRefusedConfig(refused, docker))];
}

type Advise = (asked: Case) => readonly Advice[];

/** What to do about a name that would not start, most useful first; empty when it would, or when it is not known why not. */
export function adviseOnName(name: string, answer: Answer, world: World): Advice[] {
  if (answer.available === true) return [];
  const reason = answer.unavailable?.reason ?? answer.refusal;
  const configured = world.docker.runtimes.runtimes.find((runtime) => runtime.name === name);
  return reason === undefined ? [] : [...adviceFor[reason]({ name, answer, world, configured })];
}

const onHandler: Advise = ({ name, answer, world }) => adviseOnHandler(name, answer, world);
/** A file that containerd skips has no path in the answer. */
const onShim: Advise = (asked) => (asked.answer.path === undefined ? onMissingShim(asked) : onBrokenShim(asked));
const onOciRuntime: Advise = ({ configured, world }) => onOciPath(configured, world, adviseOnOciProgram);

/** The runc shim by another name: see `messageOf` in `docker/config/runtimes/shim-options.ts`. */
const onOptions: Advise = ({ configured, world }) => {
  if (configured === undefined) return [];
  const { name, options = {} } = configured;
  const text = `Docker sends options of runc only to the runtimeType "${runcShim}"`;
  return [writeEntry(text, name, { runtimeType: runcShim, options }, world)];
};

/** Each reason has its advice; a new reason does not compile until it has one. */
const adviceFor: Readonly<Record<UnavailableReason, Advise>> = {
  'not-installed': onMissingShim,
  'no-containerd': ({ world }) => adviseWithoutContainerd(world.containerd, 'Podman'),
  'invalid-name': onInvalidName,
  'not-a-shim': ({ answer: { path = '' }, configured, world }) => adviseOnNotAShim(path, configured, world),
  'not-executable': onShim,
  'is-directory': onShim,
  'dangling-symlink': onShim,
  'search-path-unknown': ({ world }) => adviseOnUnreadContainerd(world),
  'not-visible': () => [runAsRoot],
  'exec-format-error': onShim,
  'interpreter-missing': onShim,
  'start-failed': onShim,
  'library-missing': (asked) =>
    asked.answer.attempts.some(({ startable }) => startable === false)
      ? onBrokenShim(asked)
      : onOciPath(asked.configured, asked.world, adviseOnOciProgram),
  'shim-unsupported': onBrokenShim,
  'oci-runtime-missing': onOciRuntime,
  'oci-runtime-not-executable': onOciRuntime,
  'not-an-oci-runtime': ({ configured, world }) => onOciPath(configured, world, adviseInsteadOf),
  'shim-untold': ({ world: { docker } }) => [
    {
      text: 'Restart dockerd, so that the Engine runs what its configuration describes',
      command: loadCommand(docker, 'restart'),
    },
  ],
  'reload-needed': ({ world: { docker } }) => [{ text: 'Reload dockerd', command: loadCommand(docker) }],
  'restart-needed': ({ world: { docker } }) => [{ text: 'Restart dockerd', command: loadCommand(docker, 'restart') }],
  'docker-config-refused': ({ world: { docker } }) => onRefusedConfig(docker),
  'cri-not-served': onHandler,
  'containerd-panics': onHandler,
  'invalid-options': onOptions,
  'no-sandbox-controller': onHandler,
  'foreign-engine': ({ world: { docker } }) => (docker.foreign === undefined ? [] : adviseOnForeign(docker.foreign)),
  'config-unreadable': ({ answer, world: { docker } }) => adviseOnUnread(answer, docker),
  empty: ({ world: { docker } }) => [nameOne(docker)],
  'no-dot': ({ name, world }) => adviseOnUnknownName(name, world),
  'not-configured': ({ name, world }) => [
    {
      text: `Docker ${world.docker.version} accepts only configured names: configure "${name}", or use Docker 23 or later`,
    },
  ],
  'empty-prefix': ({ name }) => [{ text: `Write a word before the first dot: "io.containerd${name}"` }],
  'absolute-path': ({ name, world }) => adviseOnPathName(name, world),
  'relative-path': ({ name, world }) => adviseOnPathName(name, world),
  'policy-denied': ({ name, world }) => [
    { text: `Choose a runtime that the site policy allows, or ${policyChange(name, world)}` },
  ],
};

function nameOne({ runtimes: { defaultRuntime }, unreadConfig }: DockerFacts): Advice {
  const which = unreadConfig === undefined ? `, "${defaultRuntime}"` : '';
  return { text: `Name a runtime, or leave out --runtime to use the default${which}` };
}

function onBrokenShim({ answer: { path = '', attempts, unavailable }, world }: Case): Advice[] {
  return adviseOnBrokenShim({ path, attempts, isUnsupported: unavailable?.reason === 'shim-unsupported' }, world);
}

function onMissingShim({ name, answer: { binary }, configured, world }: Case): Advice[] {
  const type = configured?.shim;
  if (configured !== undefined && type !== undefined && isAbsolutePath(type.trim()))
    return onShimPath(configured, type, world);
  if (binary === undefined) return onPath(name, world);
  const elsewhere = [...adviseOnPassedOver(binary, world), ...adviseOnElsewhere(binary, world)];
  if (elsewhere.length > 0) return elsewhere;
  const ofHandler = adviseOnHandlerFiles(binary, world);
  if (ofHandler.length > 0) return ofHandler;
  const misspelled = adviseOnMisspelled(binary, world);
  if (misspelled.length > 0) return misspelled;
  const other = adviseOnOtherShim(binary, configured, world);
  if (other.length > 0) return other;
  const text = `Install "${binary}" into a directory of containerd's PATH, or use a name that "shimdex list" shows`;
  return [whereToGetCalled(binary) ?? { text }];
}

/** A path that the client of containerd names. */
function onPath(name: string, world: World): Advice[] {
  const blocked = isAbsolutePath(name) ? adviseOnBlocked(name, world) : [];
  return blocked.length > 0 ? blocked : [{ text: 'Install the shim, or correct its path' }];
}

/** The name has no dot, as in `"runtimeType": "runsc"`. */
function onInvalidName({ name, configured, world }: Case): Advice[] {
  const written = configured?.shim ?? name;
  const other = adviseOnOtherShim(written, configured, world);
  if (other.length > 0) return other;
  const example = entriesCalled(written).find(({ runtime }) => runtime !== undefined)?.runtime;
  return [{ text: `Write a name such as "${example ?? 'io.containerd.runc.v2'}"` }];
}

/** A `runtimeType` that is a path. */
function onShimPath({ name }: DockerRuntime, written: string, world: World): Advice[] {
  const advice = adviseOnWrittenPath(written, world, (meant) => writeShimEntry('', name, meant, world));
  if (advice.length > 0) return advice;
  const blocked = adviseOnBlocked(written, world);
  if (blocked.length > 0) return blocked;
  const file = fileNameOf(written);
  const elsewhere = adviseOnElsewhere(file, world);
  if (elsewhere.length > 0) return elsewhere;
  return [whereToGet(file) ?? { text: `Install "${written}", or correct the "runtimeType"` }];
}

function onOciPath(
  runtime: DockerRuntime | undefined,
  world: World,
  advise: (runtime: DockerRuntime, path: string, world: World) => Advice[],
): Advice[] {
  if (runtime !== undefined && hasOnlyArguments(runtime))
    return [{ text: 'Write the "path" of its OCI runtime, such as "runc", or remove its "runtimeArgs"' }];
  const path = runtime && ociRuntimePath(runtime, world.docker);
  const advice = runtime === undefined || path === undefined ? [] : advise(runtime, path, world);
  return advice.length > 0
    ? advice
    : [{ text: `Install ${path === undefined ? 'its OCI runtime' : `"${path}"`}, or configure another` }];
}
