import type { DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { CatalogueEntry } from '../../model/inventory/catalogue.ts';
import { shimPrefix } from '../../model/words.ts';
import { entriesCalled } from '../catalogue.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { startShim } from '../containerd/start-shim.ts';
import { findNotOciRuntime } from '../programs/not-oci-runtime.ts';
import { withoutVersion } from '../resolve/name-parts.ts';
import type { World } from '../world.ts';
import { writeEntry, writeShimEntry } from './daemon-json.ts';
import { whereToGet } from './get-it.ts';
import { installed } from './oci-program.ts';
import { adviseOnKataVariant } from './places/kata-variant.ts';

/** What a shim that is nowhere is called without prefix and version: `crun` in `containerd-shim-crun-v2`. */
export function calledName(binary: string): string {
  return withoutVersion(binary.startsWith(shimPrefix) ? binary.slice(shimPrefix.length) : binary);
}

/** What newer daemons look for under the name of the first runtime of containerd, which was not a shim of this kind. */
const oldest = 'containerd-shim-v1-linux';
const removed = 'containerd 2 and Docker 23 do not have "io.containerd.runtime.v1.linux" any more';

/** Where to get the program that somebody means by the file name of a shim; undefined when nothing is called so. */
export function whereToGetCalled(binary: string): Advice | undefined {
  if (binary === oldest) return { text: `Use "io.containerd.runc.v2": ${removed}` };
  const own = whereToGet(binary);
  const [called] = entriesCalled(calledName(binary));
  const get = called && whereToGet(called.binary);
  if (own !== undefined || get === undefined || called?.runtime !== undefined) return own ?? get;
  return { text: `${get.text}, an OCI runtime, which has no shim of its own: io.containerd.runc.v2 starts it` };
}

/**
 * What to use instead of a shim that is nowhere, if its name leads to a program of this host: the shim under its real
 * name, or an OCI runtime, which has no shim of its own.
 */
export function adviseOnOtherShim(binary: string, configured: DockerRuntime | undefined, world: World): Advice[] {
  const name = calledName(binary);
  const ofKata = adviseOnKataVariant(name, configured?.name ?? name, world);
  if (ofKata.length > 0) return ofKata;
  const called = entriesCalled(name).filter((entry) => entry.binary !== binary);
  const shims = called.flatMap((entry) => shimAdvice(entry, configured, world));
  return shims.length > 0 ? shims : called.flatMap((entry) => programAdvice(entry, configured?.name ?? name, world));
}

function shimAdvice(
  { binary, runtime }: CatalogueEntry,
  configured: DockerRuntime | undefined,
  world: World,
): Advice[] {
  const type = runtime === undefined ? undefined : canonicalName(binary);
  if (type === undefined) return [];
  const start = startShim(type, world);
  if (start.path === undefined || start.failure !== undefined) return [];
  if (configured === undefined) return [{ text: `Use the name of the shim that is installed: --runtime ${type}` }];
  return [writeShimEntry(`Write the name of the shim that is installed, "${type}"`, configured.name, type, world)];
}

function programAdvice({ binary, runtime }: CatalogueEntry, name: string, world: World): Advice[] {
  if (runtime !== undefined || findNotOciRuntime(binary) !== undefined) return [];
  const [path] = installed(binary, world);
  if (path === undefined) return [];
  const text = `"${path}" is an OCI runtime, which has no shim of its own: configure it with "path"`;
  return [writeEntry(text, name, { path }, world)];
}
