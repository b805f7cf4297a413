import { setTimeout } from 'node:timers/promises';
import type { ObserveSettings } from '../settings/settings.ts';
import { Engine } from '../sources/engine/engine.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { type Look, Looker } from './look.ts';
import { Observer } from './observe.ts';
import type { Published } from './resolver.ts';

/** Longest time the running Engine may take to answer a command. */
const deadlineMs = 1000;

/** Longest time that a command waits until the shims are read. */
const programsMs = 30_000;

/** Looks at the host once, for the commands that answer and end; the revision is 1. */
export async function observeOnce(
  files: HostFiles,
  settings: ObserveSettings,
  { withPrograms = false }: { readonly withPrograms?: boolean } = {},
): Promise<Published> {
  const engine = new Engine({ files, onChange: () => {}, deadlineMs });
  const observer = new Observer(files, settings, engine, deadlineMs * 2);
  try {
    if (withPrograms) return published(await lookWithPrograms(observer, files, settings));
    return published(await new Looker(observer, files, settings).look('all'));
  } finally {
    await engine.stop();
  }
}

/** Looks, reads the shims, and makes the inventory again with what they are. */
async function lookWithPrograms(observer: Observer, files: HostFiles, settings: ObserveSettings): Promise<Look> {
  const { Programs } = await import('../sources/provenance/programs.ts');
  const programs = new Programs(files, () => {});
  const looker = new Looker(observer, files, settings, programs);
  const first = await looker.look('all');
  const timeout = new AbortController();
  const late = setTimeout(programsMs, undefined, { signal: timeout.signal }).catch(() => undefined);
  await Promise.race([programs.want(first.programs), late]);
  timeout.abort();
  await programs.stop();
  return await looker.look('shims');
}

function published({ facts, host }: Look): Published {
  return { inventory: { revision: 1, ...facts }, observation: host };
}
