import type { PackageFacts } from '../../../model/host/program.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import type { World } from '../../world.ts';
import { shellWord } from '../shell-word.ts';
import { type Removal, removalOf } from './removal.ts';

/** Two files of one name. */
export interface ShadowedShim {
  /** The file that containerd finds first. */
  readonly used: string;
  readonly usedStarts: boolean;
  readonly unused: string;
  readonly unusedStarts: boolean;
}

/**
 * Which of two files to remove, and never the only one that works. A used file that no package has goes first if a package
 * has the other one, because upgrades replace only that; otherwise the unused file goes. What containers need stays.
 */
export function adviseOnShadowedShim(files: ShadowedShim, world: World): Advice[] {
  const { used, usedStarts, unused, unusedStarts } = files;
  if (!usedStarts) {
    const first = `follow the advice of shim-cannot-start about "${used}"`;
    return [{ text: unusedStarts ? `Keep "${unused}", which would start, and ${first}` : `First ${first}` }];
  }
  const removal = removalOf(unused, world);
  switch (removal.kind) {
    case 'running':
    case 'configured':
      return [{ text: later(unused, removal.owner) }];
    case 'packaged':
      return onPackaged(files, removal.owner, world);
    case 'unsure':
      return [{ text: `Remove "${unused}" ${removal.condition}: containerd does not use it` }];
    case 'free':
      return [
        { text: `Remove "${unused}": ${notUsed(files, world)}`, command: `rm ${shellWord(unused)}` },
        ...(unusedStarts ? orOther(files, world) : []),
      ];
  }
}

/** containerd remembers the first path that it finds. Source: containerd `core/runtime/v2/shim_manager.go`, `runtimePaths`. */
function notUsed({ used }: ShadowedShim, { containerd: { pid } }: World): string {
  const text = 'containerd does not use it';
  return pid === undefined ? text : `${text}. If containerd has run since before "${used}" was there, restart it first`;
}

/** A file that a configuration names by its path is not reported. */
function later(path: string, owner: PackageFacts | undefined): string {
  const what = owner === undefined ? `"${path}"` : `the package "${owner.name}", which has "${path}",`;
  return `Remove ${what} when no container runs it any more: until then, a restart of containerd needs the file`;
}

/** Only the user knows which of the two was meant. */
function orOther({ used, unused }: ShadowedShim, world: World): Advice[] {
  const { kind } = removalOf(used, world);
  if (kind === 'packaged' || kind === 'configured' || kind === 'running') return [];
  return [{ text: `Or, if you want "${unused}" to be used, remove "${used}"` }];
}

/** A package has the file that is not used. */
function onPackaged({ used, unused, unusedStarts }: ShadowedShim, owner: PackageFacts, world: World): Advice[] {
  const removal = removalOf(used, world);
  const other = 'owner' in removal ? removal.owner : undefined;
  if (other?.manager === owner.manager && other.name === owner.name)
    return [{ text: `Leave both files: they are of the package "${owner.name}"` }];
  if (other !== undefined)
    return [{ text: `Remove one of the packages "${other.name}", which has "${used}", and "${owner.name}"` }];
  const without = `remove the package "${owner.name}", which has "${unused}"`;
  if (!unusedStarts || removal.kind === 'configured')
    return [{ text: `R${without.slice(1)}: containerd does not use the file` }];
  const why = `an upgrade of the package "${owner.name}" replaces only "${unused}"`;
  return [withoutUsed({ used, unused }, why, removal, world), { text: `Or keep "${used}" and ${without}` }];
}

/** A containerd that runs may remember the path, so a link keeps it. */
function withoutUsed(
  { used, unused }: Pick<ShadowedShim, 'used' | 'unused'>,
  why: string,
  { kind, ...removal }: Removal,
  { containerd: { pid } }: World,
): Advice {
  const because = `it is used now, but ${why}`;
  if (kind === 'free' && pid === undefined)
    return { text: `Remove "${used}": ${because}`, command: `rm ${shellWord(used)}` };
  if (kind === 'free')
    return {
      text: `Replace "${used}" by a link to "${unused}": ${because}`,
      command: `ln -sf ${shellWord(unused)} ${shellWord(used)}`,
    };
  const condition = 'condition' in removal ? removal.condition : 'when no container runs it any more';
  return { text: `Remove "${used}" ${condition}: ${because}` };
}
