import { isExecutable } from '../core/go/look-path.ts';
import { mayBeRefused } from '../core/pairing/may-be-refused.ts';
import { within } from '../model/within.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { ContainerdSocket } from '../sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../sources/engine/engine.ts';
import type { HostFiles } from '../sources/host-files.ts';
import type { Programs } from '../sources/provenance/programs.ts';
import type { Look } from './look/look.ts';
import { type KnownPrograms, Looker } from './look/looker.ts';
import { type Observation, Observer } from './look/observe.ts';
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
    const seen = await looker.observe('all');
    const expected = waitsFor === 'deciding' ? likelyDeciding(seen.observation) : nothing;
    if (expected.size > 0) looker.learnFrom(await readShims(files, expected, seen.observation));
    const first = looker.conclude(seen);
    const wanted = programsFor(waitsFor, first);
    const removable = waitsFor === 'deciding' ? removableShims(first) : nothing;
    if (removable.size === 0 && [...wanted].every((path) => expected.has(path))) return published(first);
    looker.learnFrom(
      waitsFor === 'all'
        ? await readAll(files, wanted, first.shimFiles)
        : await readShims(files, new Set([...wanted, ...removable]), seen.observation, removable.size > 0),
    );
    return published(await looker.look('touched'));
  } finally {
    await Promise.all([engine.stop(), socket.stop()]);
  }
}

const nothing: ReadonlySet<string> = new Set();

function programsFor(waitsFor: WaitsFor, look: Look): ReadonlySet<string> {
  switch (waitsFor) {
    case 'all':
      return look.programs;
    case 'deciding':
      return decidingPrograms(look);
    case 'none':
      return nothing;
  }
}

/** The shims that containerd would execute; which of them it can start is known only where its release is. */
function decidingPrograms({ facts, host }: Look): ReadonlySet<string> {
  if (host.containerd.versionSource === 'assumed') return nothing;
  const shims = [
    ...facts.shims.filter(({ state }) => state === 'effective'),
    ...facts.programs.filter(({ role }) => role === 'shim'),
  ];
  return new Set(shims.map(({ realPath, path }) => realPath ?? path));
}

/** Shims that do not start and the ones that they hide: advice depends on who has them. */
function removableShims({ facts: { shims } }: Look): ReadonlySet<string> {
  const broken = new Set(shims.flatMap(({ state, reason, path }) => (state === 'effective' && reason ? [path] : [])));
  const concerned = shims.filter(({ path, shadowedBy = '' }) => broken.has(path) || broken.has(shadowedBy));
  return new Set(concerned.map(({ realPath, path }) => realPath ?? path));
}

/** The same, before anything is judged: in most cases the first executable file of each name. */
function likelyDeciding({ containerd, places }: Observation): ReadonlySet<string> {
  if (containerd.versionSource === 'assumed') return nothing;
  const chosen = new Map<string, string>();
  for (const { binary, file } of places.flatMap(({ entries }) => entries)) {
    const isChosen = !chosen.has(binary) && file.kind !== 'missing' && isExecutable(file, containerd.executableTest);
    if (isChosen) chosen.set(binary, file.realPath);
  }
  return new Set(chosen.values());
}

/** Reads shims as far as the verdicts need them, and finds their packages if asked to. */
async function readShims(
  files: HostFiles,
  paths: ReadonlySet<string>,
  { containerd: { version, installed } }: Observation,
  hasOwners = false,
): Promise<KnownPrograms> {
  const { Programs, PackageOwners, forVerdict, noOwners } = await loadReaders();
  const owners = hasOwners ? new PackageOwners(files, { asksAgain: false }) : noOwners;
  const versions = [version, ...(installed?.version === undefined ? [] : [installed.version])];
  const reading = forVerdict((texts) => mayBeRefused(texts, versions));
  return readWith(new Programs(files, () => {}, owners, reading), paths, paths);
}

/** Reads programs completely, and finds their packages. */
async function readAll(
  files: HostFiles,
  paths: ReadonlySet<string>,
  shims: ReadonlySet<string>,
): Promise<KnownPrograms> {
  const { Programs, PackageOwners } = await loadReaders();
  const owners = new PackageOwners(files, { asksAgain: false });
  return readWith(new Programs(files, () => {}, owners), paths, shims);
}

async function readWith(
  programs: Programs,
  paths: ReadonlySet<string>,
  shims: ReadonlySet<string>,
): Promise<KnownPrograms> {
  await within(programsMs, programs.want(paths, shims));
  await programs.stop();
  return programs;
}

/** The readers are loaded only by commands that need one. */
async function loadReaders() {
  const [programs, reading, owners] = await Promise.all([
    import('../sources/provenance/programs.ts'),
    import('../sources/provenance/read-program.ts'),
    import('../sources/provenance/packages/package-owners.ts'),
  ]);
  return { ...programs, ...reading, ...owners };
}

function published({ facts, host }: Look): Published {
  return { inventory: { revision: 1, ...facts }, observation: host };
}
