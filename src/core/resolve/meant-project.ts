import { grouped } from '../../model/grouped.ts';
import type { CatalogueEntry, Isolation } from '../../model/inventory/catalogue.ts';
import { shimPrefix } from '../../model/words.ts';
import { catalogue, catalogueEntry } from '../catalogue.ts';
import { fileNameOf } from '../go/path.ts';
import { bareNameOf, nicknamesIn, withoutVersion } from './name-parts.ts';
import { similarKeys } from './similar-words.ts';

/** What a name stands for, as far as the catalogue knows. */
export interface MeantProject {
  /** Strength of the weakest program that the name may stand for; undefined when it stands for nothing known. */
  readonly strength: number | undefined;
  /** The name may stand for runc. */
  readonly isRunc: boolean;
}

/** How much separates a container from the host: a virtual machine is more than a process of the host. */
const strengths: Readonly<Record<Isolation, number>> = {
  test: 0,
  other: 1,
  namespaces: 1,
  jail: 1,
  wasm: 2,
  windows: 3,
  'user-space-kernel': 3,
  unikernel: 3,
  microvm: 4,
  enclave: 5,
  'confidential-vm': 5,
};

const runc = 'runc';

/** The catalogue by bare name: a project keeps its name from one version to the next. */
const byBareName = grouped(catalogue, ({ runtime, binary }) => [bareNameOf(runtime ?? binary)]);

/** What the user means by a name, even if it is slightly misspelt. */
export function meantByName(name: string): MeantProject {
  const exact = entriesOf(name);
  return describe(exact.length > 0 ? exact : nearestEntries(plainName(name)), plainName(name));
}

/** What a name stands for as it is written. */
export function projectOf(name: string): MeantProject {
  return describe(entriesOf(name), plainName(name));
}

/**
 * Whether a suggestion would give less isolation than what was meant. A stock runc is never as good as another project.
 * An unknown project counts as equally isolated if it has the `sameName`. `isolation` is what the host's runtime of that
 * name has.
 */
export function isWeaker(
  { strength: byName, isRunc }: MeantProject,
  meant: MeantProject,
  { sameName, isolation }: { readonly sameName: boolean; readonly isolation: string | undefined },
): boolean {
  if (meant.strength === undefined) return false;
  if (isRunc && !meant.isRunc) return true;
  const strength = strengthOf(isolation) ?? byName;
  if (strength === undefined) return !sameName && meant.strength > strengths.namespaces;
  return strength < meant.strength;
}

/** How much separates a container of this runtime from the host; 0 when that is not known. */
export function strengthOfRuntime({ strength }: MeantProject, isolation: string | undefined): number {
  return strengthOf(isolation) ?? strength ?? 0;
}

/** Whether the name stands for a runtime whose containers are processes of the host, as those of runc are. */
export function isProcessOfHost(name: string): boolean {
  const known = entriesOf(name);
  return known.length > 0 && known.every(({ isolation }) => isolation === 'namespaces');
}

function strengthOf(isolation: string | undefined): number | undefined {
  return isolation === undefined ? undefined : strengthByName.get(isolation);
}

const strengthByName: ReadonlyMap<string, number> = new Map(Object.entries(strengths));

function describe(entries: readonly CatalogueEntry[], name: string): MeantProject {
  const known = entries.map(({ isolation }) => strengths[isolation]);
  return {
    strength: known.length === 0 ? undefined : Math.min(...known),
    isRunc: name === runc || entries.some((entry) => entry.binary.startsWith(`${shimPrefix}runc-v`)),
  };
}

function entriesOf(name: string): readonly CatalogueEntry[] {
  const exact = Array.from(nicknamesIn(name)).flatMap((binary) => catalogueEntry(binary) ?? []);
  return exact.length > 0 ? exact : (byBareName.get(plainName(name)) ?? []);
}

/** The bare name in a runtime name, a shim's file name or a path. */
function plainName(name: string): string {
  const lower = name.trim().toLowerCase();
  const file = fileNameOf(lower);
  if (file.startsWith(shimPrefix)) return withoutVersion(file.slice(shimPrefix.length));
  const last = file.slice(file.lastIndexOf('.') + 1);
  return byBareName.has(last) ? last : bareNameOf(file);
}

/** The project whose name is nearest to a misspelt one, unless runc's is as near. */
function nearestEntries(name: string): readonly CatalogueEntry[] {
  const limit = Math.floor(Math.min(3, name.length / 4));
  if (limit === 0 || name.length > 64) return [];
  const near = similarKeys(byBareName).near(name, limit);
  const least = Math.min(...near.values());
  if (least >= (near.get(runc) ?? limit + 1)) return [];
  const [, nearest = []] = Array.from(byBareName).find(([bareName]) => near.get(bareName) === least) ?? [];
  return nearest;
}
