import type { Advice } from '../../../model/inventory/advice.ts';
import type { Client } from '../../../model/resolution.ts';
import { entriesCalled } from '../../catalogue.ts';
import { findNotOciRuntime } from '../../programs/not-oci-runtime.ts';
import type { World } from '../../world.ts';
import { installed } from '../oci-program.ts';
import { calledName } from '../other-shim.ts';
import { kataConfiguration, kataType } from '../places/kata-variant.ts';
import { shellWord } from '../shell-word.ts';

interface Asked {
  /** The file of the shim that is missing. */
  readonly binary: string | undefined;
  readonly client: Extract<Client, 'containerd' | 'nerdctl'>;
  readonly world: World;
}

/** Clients of containerd do not read daemon.json: what they can use instead of an entry in it. */
export function withoutDocker(advice: readonly Advice[], asked: Asked): Advice[] {
  return advice.flatMap((each) => (each.file === asked.world.docker.configFile ? insteadOfEntry(asked) : [each]));
}

function insteadOfEntry({ binary = '', client, world }: Asked): Advice[] {
  const name = calledName(binary);
  const isCtr = client === 'containerd';
  const config = kataConfiguration(name, world);
  if (config !== undefined) {
    const text = 'Kata Containers has one shim for all hypervisors, and its configuration chooses one';
    if (isCtr) return [{ text, command: ctr(`--runtime ${kataType} --runtime-config-path ${shellWord(config)}`) }];
    return [{ text: `${text}: write --runtime ${kataType} for the one of its default configuration` }];
  }
  const programs = entriesCalled(name).filter((entry) => entry.runtime === undefined);
  const [path] = programs.flatMap((entry) =>
    findNotOciRuntime(entry.binary) === undefined ? installed(entry.binary, world) : [],
  );
  if (path === undefined) return [];
  const text = `"${path}" is an OCI runtime, which has no shim of its own`;
  if (isCtr) return [{ text: `${text}: the shim of runc starts it`, command: ctr(`--runc-binary ${shellWord(path)}`) }];
  return [{ text: `${text}: write --runtime ${shellWord(path)}` }];
}

function ctr(options: string): string {
  return `ctr run --rm -t ${options} docker.io/library/alpine:latest test`;
}
