import { defined } from '../../model/defined.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { configRules } from '../docker/config/release.ts';
import type { World } from '../world.ts';
import { inSetting, keeperOfDaemonJson } from './host/keeper.ts';

/** An entry of `runtimes` to write. */
interface Entry {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly runtimeType?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

type DockerWorld = Pick<World, 'docker' | 'inspect'>;

/** Advice to write an entry of `runtimes` into dockerd's configuration file, and to let dockerd load it. */
export function writeEntry(text: string, name: string, entry: Entry, { docker, inspect }: DockerWorld): Advice {
  const file = docker.configFile;
  const verb = inspect(file).kind === 'missing' ? 'Write' : 'Merge';
  const snippet = JSON.stringify({ runtimes: { [name]: entry } }, undefined, 2);
  if (docker.isMissing === true) {
    return editDaemonJson({ text: `${text}. Write this into "${file}" when Docker is installed`, snippet }, docker);
  }
  const whole = `${text}. ${verb} this into "${file}", then ${loadWords(docker)}`;
  return editDaemonJson({ text: whole, command: loadCommand(docker), snippet }, docker);
}

/** Advice to change dockerd's configuration file. All advice that names it is made here: who else writes it, says so. */
export function editDaemonJson(
  edit: Omit<Advice, 'file'>,
  { configFile: file }: Pick<DockerFacts, 'configFile'>,
): Advice {
  const keeper = keeperOfDaemonJson(file);
  if (keeper === undefined) return { ...edit, file };
  const { command: _, ...rest } = edit;
  return { ...rest, ...defined({ command: keeper.home.apply }), text: inSetting(edit.text, file, keeper) };
}

/** Advice to configure a shim; before 24, dockerd takes OCI runtimes only. */
export function writeShimEntry(text: string, name: string, runtimeType: string, world: DockerWorld): Advice {
  const { version } = world.docker;
  if (configRules(version).major >= 24) return writeEntry(text, name, { runtimeType }, world);
  return { text: `${text}: Docker ${version} does not know "runtimeType", which Docker 24 and later do` };
}

/** The shell line that makes a running dockerd load its file, or starts it. */
export function loadCommand(docker: Pick<DockerFacts, 'configFile'>, verb: 'reload' | 'restart' = 'reload'): string {
  if (isOfSnap(docker)) return 'snap restart docker';
  return isRootless(docker) ? 'systemctl --user restart docker' : `systemctl ${verb} docker`;
}

/** The shell line that makes a running dockerd load its file and does not stop its containers; undefined where it does not run. */
export function reloadCommand(docker: Pick<DockerFacts, 'configFile' | 'pid'>): string | undefined {
  if (!isRootless(docker) && !isOfSnap(docker)) return loadCommand(docker);
  return docker.pid === undefined ? undefined : `kill -s HUP ${docker.pid}`;
}

function loadWords(docker: DockerFacts): string {
  return isRootless(docker) || isOfSnap(docker) ? 'restart dockerd' : 'reload dockerd';
}

/** The snap of Docker has no docker.service. */
function isOfSnap({ configFile }: Pick<DockerFacts, 'configFile'>): boolean {
  return configFile.startsWith('/var/snap/docker/');
}

/** A dockerd of a user reads the file in the user's home. */
function isRootless({ configFile }: Pick<DockerFacts, 'configFile'>): boolean {
  return configFile.endsWith('/.config/docker/daemon.json');
}
