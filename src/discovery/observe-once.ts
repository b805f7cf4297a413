import { setTimeout } from 'node:timers/promises';
import type { ObserveSettings } from '../settings/settings.ts';
import { ContainerdSocket } from '../sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../sources/engine/engine.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { type KnownPrograms, type Look, Looker } from './look.ts';
import { Observer } from './observe.ts';
import type { Published } from './resolver.ts';

/** Longest time the running Engine, or containerd, may take to answer a command. */
const deadlineMs = 1000;

/** Longest time that a command waits until the shims are read. */
const programsMs = 30_000;

/**
 * Which shims a command waits for: `all`, with the packages that have them, only what containerd would execute, which
 * decides whether it starts, or `none`.
 */
export type WaitsFor = 'all' | 'deciding' | 'none';

/** Looks at the host once, for the commands that answer and end; the revision is 1. */
export async function observeOnce(
  files: HostFiles,
  settings: ObserveSettings,
  waitsFor: WaitsFor = 'deciding',
): Promise<Published> {
  const engine = new Engine({ files, onChange: () => {}, deadlineMs });
  const socket = new ContainerdSocket({ files, onChange: () => {}, deadlineMs });
  const observer = new Observer(files, settings, { engine, socket }, deadlineMs * 2);
  try {
    const looker = new Looker(observer, files, settings);
    const first = await looker.look('all');
    const wanted = programsFor(waitsFor, first);
    if (wanted.size === 0) return published(first);
    looker.learnFrom(await readPrograms(files, wanted, first.shimFiles, waitsFor));
    return published(await looker.look('touched'));
  } finally {
    await Promise.all([engine.stop(), socket.stop()]);
  }
}

function programsFor(waitsFor: WaitsFor, look: Look): ReadonlySet<string> {
  switch (waitsFor) {
    case 'all':
      return look.programs;
    case 'deciding':
      return decidingPrograms(look);
    case 'none':
      return new Set();
  }
}

/** Reads shims; the readers are loaded only by commands that need one. */
async function readPrograms(
  files: HostFiles,
  paths: ReadonlySet<string>,
  shims: ReadonlySet<string>,
  waitsFor: WaitsFor,
): Promise<KnownPrograms> {
  const [{ Programs }, { forVerdict, inBackground }, { noOwners, PackageOwners }] = await Promise.all([
    import('../sources/provenance/programs.ts'),
    import('../sources/provenance/read-program.ts'),
    import('../sources/provenance/packages/package-owners.ts'),
  ]);
  const [owners, reading] =
    waitsFor === 'all'
      ? [new PackageOwners(files, { asksAgain: false }), inBackground]
      : ([noOwners, forVerdict] as const);
  const programs = new Programs(files, () => {}, owners, reading);
  await atMost(programsMs, programs.want(paths, shims));
  await programs.stop();
  return programs;
}

/** The shims that containerd would execute; which of them it can start is known only where its release is. */
function decidingPrograms({ facts, host }: Look): ReadonlySet<string> {
  if (host.containerd.versionSource === 'assumed') return new Set();
  const shims = [
    ...facts.shims.filter(({ state }) => state === 'effective'),
    ...facts.programs.filter(({ role }) => role === 'shim'),
  ];
  return new Set(shims.map(({ realPath, path }) => realPath ?? path));
}

async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const timeout = new AbortController();
  const late = setTimeout(milliseconds, undefined, { signal: timeout.signal }).catch(() => undefined);
  await Promise.race([work, late]);
  timeout.abort();
}

function published({ facts, host }: Look): Published {
  return { inventory: { revision: 1, ...facts }, observation: host };
}
