import type { Advice } from '../../model/advice.ts';
import type { DockerFacts } from '../../model/observation.ts';

/** An entry of `runtimes` to write. */
interface Entry {
  readonly path?: string;
  readonly runtimeArgs?: readonly string[];
  readonly runtimeType?: string;
}

/** Advice to write an entry of `runtimes` into dockerd's configuration file, and to let dockerd load it. */
export function writeEntry(text: string, name: string, entry: Entry, docker: DockerFacts): Advice {
  const { file, isThere } = fileInForce(docker);
  const merge = isThere ? `Merge this into "${file}"` : `Write this into "${file}"`;
  const snippet = JSON.stringify({ runtimes: { [name]: entry } }, undefined, 2);
  return { text: `${text}. ${merge}, then ${loadWords(docker)}`, command: loadCommand(docker), file, snippet };
}

/** The configuration file in force; without any entry of it in force, it may not be there yet. */
function fileInForce({ configFile, runtimes, configError, onDisk }: DockerFacts): { file: string; isThere: boolean } {
  const known = [...runtimes.runtimes, ...(onDisk?.runtimes ?? [])];
  const isThere = configError !== undefined || known.some(({ definedIn }) => definedIn?.file === configFile);
  return { file: configFile, isThere };
}

/** The shell line that makes a running dockerd load its file, or starts it. */
export function loadCommand(docker: DockerFacts, verb: 'reload' | 'restart' = 'reload'): string {
  return isRootless(docker) ? 'systemctl --user restart docker' : `systemctl ${verb} docker`;
}

function loadWords(docker: DockerFacts): string {
  return isRootless(docker) ? 'restart dockerd' : 'reload dockerd';
}

/** A dockerd of a user reads the file in the user's home. */
function isRootless({ configFile }: DockerFacts): boolean {
  return configFile.endsWith('/.config/docker/daemon.json');
}
