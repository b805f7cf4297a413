import type { Advice } from '../../model/inventory/advice.ts';
import type { UnavailableReason } from '../../model/inventory/unavailable.ts';
import { adviseOnName } from '../advice/advise.ts';
import { whereToGet } from '../advice/get-it.ts';
import { withoutDocker } from '../advice/host/without-docker.ts';
import { adviseOnRuncProgram } from '../advice/runc-program.ts';
import { shellWord } from '../advice/shell-word.ts';
import { entriesCalled } from '../catalogue.ts';
import type { Answer } from '../containerd/answer.ts';
import { startShim } from '../containerd/start-shim.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import type { World } from '../world.ts';

/** What to do about a name that nerdctl cannot use; Docker's configuration has no part in it. */
export function adviseOnNerdctl(name: string, answer: Answer, world: World): Advice[] {
  if (answer.available === true) return [];
  const reason = answer.unavailable?.reason;
  if (answer.available === null && !isOfContainerd(reason)) return [askAsItsUser(name)];
  if (answer.refusal !== undefined || reason === 'invalid-name') return adviseOnWord(name, world);
  const onProgram = adviseOnRuncProgram(answer);
  if (onProgram !== undefined) return onProgram;
  const { docker } = world;
  const runtimes = { defaultRuntime: docker.runtimes.defaultRuntime, runtimes: [] };
  const advice = adviseOnName(name, answer, { ...world, docker: { ...docker, runtimes } });
  return withoutDocker(advice, { binary: answer.binary, client: 'nerdctl', world });
}

/** What is not known of the search that containerd does. */
function isOfContainerd(reason: UnavailableReason | undefined): boolean {
  return reason === 'search-path-unknown' || reason === 'not-visible';
}

/** Only a PATH that is not known leaves the answer open. */
function askAsItsUser(name: string): Advice {
  return {
    text: 'Ask as the user who runs nerdctl: the answer depends on the PATH of that user',
    command: `shimdex resolve --client nerdctl -- ${shellWord(name)}`,
  };
}

/** A word that is neither a program on the caller's PATH nor a runtime name. */
function adviseOnWord(name: string, world: World): Advice[] {
  const found = [
    ...adviseOnConfigured(name, world),
    ...entriesCalled(name).flatMap((entry) => adviseOnEntry(entry, world)),
  ];
  if (found.length > 0) return found;
  const [known] = entriesCalled(name);
  const get = known && whereToGet(known.binary);
  const text = `Write the path of an OCI runtime, or the name of a shim such as "io.containerd.runc.v2"`;
  return [get ?? { text }];
}

/** nerdctl does not read daemon.json; it can use the program behind the name. */
function adviseOnConfigured(name: string, { docker }: World): Advice[] {
  const runtime = docker.runtimes.runtimes.find((each) => each.name === name && each.origin === 'configured');
  const program = runtime?.path ?? runtime?.runtimeType;
  if (program === undefined || program === '') return [];
  return [{ text: `nerdctl does not read Docker's configuration: write --runtime ${shellWord(program)}` }];
}

function adviseOnEntry({ runtime, binary }: ReturnType<typeof entriesCalled>[number], world: World): Advice[] {
  if (runtime !== undefined) {
    const { path, failure } = startShim(runtime, world);
    return path === undefined || failure !== undefined ? [] : [{ text: `Write --runtime ${runtime}` }];
  }
  if (findNotOciRuntime(binary) !== undefined) return [];
  const [path] = world.explore?.elsewhere(binary) ?? [];
  return path === undefined ? [] : [{ text: `"${binary}" is not on that PATH: write --runtime ${shellWord(path)}` }];
}
