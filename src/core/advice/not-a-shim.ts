import type { DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { isOciRuntime } from '../programs/not-a-shim.ts';
import type { World } from '../world.ts';
import { writeEntry } from './daemon-json.ts';
import { adviseInsteadOf } from './oci-program.ts';
import { shellWord } from './shell-word.ts';

/** What to do about a `runtimeType` of Docker, or a name for `ctr`, that is the path of a program and not of a shim. */
export function adviseOnNotAShim(path: string, configured: DockerRuntime | undefined, world: World): Advice[] {
  if (configured === undefined) return [onCommandLine(path)];
  const { name } = configured;
  if (!isOciRuntime(path)) return adviseInsteadOf(configured, path, world);
  return [writeEntry('Configure the OCI runtime with "path", without "runtimeType"', name, { path }, world)];
}

function onCommandLine(path: string): Advice {
  if (!isOciRuntime(path)) return { text: 'Name a shim; "shimdex list --all" shows the ones of this host' };
  const program = shellWord(path);
  return {
    text: 'Let the runc shim start this program',
    command: `ctr run --rm -t --runc-binary ${program} docker.io/library/alpine:latest test`,
  };
}
