import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { PackageFacts } from '../../../model/host/program.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import type { Attempt } from '../../../model/resolution.ts';
import type { World } from '../../world.ts';
import { adviseOnFault, visible } from '../execution-fault.ts';
import { shellWord } from '../shell-word.ts';
import { reinstallCommand } from './reinstall.ts';
import { type Removal, removalOf } from './removal.ts';
import { sparesIn } from './spares.ts';

/** A shim that containerd selects and cannot start. */
export interface BrokenShim {
  readonly path: string;
  /** Where containerd looked for it. */
  readonly attempts: readonly Attempt[];
  /** The shim is a program, and of another release than this containerd. */
  readonly isUnsupported: boolean;
}

interface Case {
  readonly path: string;
  readonly fault: ExecutionFault | undefined;
  readonly removal: Removal;
}

/**
 * What to do about a shim that containerd selects and cannot start, most useful first. It is one list: findings, runtimes,
 * handlers and answers about names give the same one.
 */
export function adviseOnBrokenShim({ path, attempts, isUnsupported }: BrokenShim, world: World): Advice[] {
  const fault = isUnsupported ? undefined : world.explore?.explain(path);
  const broken: Case = { path, fault, removal: removalOf(path, world) };
  const repair = isUnsupported ? otherRelease(path, world) : repairOf(broken);
  const [spare] = sparesIn(attempts, world);
  if (spare !== undefined) return withSpare(broken, spare, repair, world);
  const isNamedByPath = attempts.some(({ step, outcome }) => outcome === 'chosen' && namesPath.has(step));
  return isNamedByPath || isUnsupported ? [repair] : [repair, ...orRemove(broken)];
}

/** The steps of a path that somebody wrote, where another file is not found instead. */
const namesPath: ReadonlySet<Attempt['step']> = new Set(['absolute', 'configured']);

function otherRelease(path: string, { containerd: { version } }: World): Advice {
  return {
    text: `Put the shim of containerd ${version} at "${path}", or restart containerd if it was upgraded since it started`,
  };
}

function repairOf({ path, fault, removal }: Case): Advice {
  if (fault === undefined) return { text: `Put a working program at "${path}"` };
  const owner = ownerOf(removal);
  if (owner === undefined || !isOfContent(fault)) return adviseOnFault(fault);
  return {
    text: `${visible(`"${path}": ${fault.what}`)}. Install the package "${owner.name}" again`,
    ...reinstallCommand(owner),
  };
}

function ownerOf(removal: Removal): PackageFacts | undefined {
  return 'owner' in removal ? removal.owner : undefined;
}

/** The file is not what its package installed. */
function isOfContent(fault: ExecutionFault): boolean {
  if (fault.kind === 'not-executable') return fault.content ? isOfContent(fault.content) : false;
  return fault.kind === 'empty' || fault.kind === 'damaged' || fault.kind === 'not-a-program';
}

/** A broken file that hides a good one is best removed, unless it is somebody's. */
function withSpare({ path, fault, removal }: Case, spare: string, repair: Advice, world: World): Advice[] {
  // Source: containerd `core/runtime/v2/shim_manager.go`, `runtimePaths`.
  const isRemembered =
    world.containerd.pid === undefined ? '' : ', after a restart if it has tried the other one before';
  const finds = `containerd then finds "${spare}", which would start${isRemembered}`;
  if (fault?.kind === 'not-a-file') return [{ text: `Move "${path}" elsewhere: ${finds}` }];
  switch (removal.kind) {
    case 'free':
      return [{ text: `Remove "${path}": ${finds}`, command: `rm ${shellWord(path)}` }, repair];
    case 'unsure':
      return [{ text: `Remove "${path}" ${removal.condition}: ${finds}` }, repair];
    case 'packaged':
      return [repair, { text: `Or remove the package "${removal.owner.name}", which has "${path}": ${finds}` }];
    case 'running':
    case 'configured':
      if (fault?.kind === 'noexec' || removal.owner !== undefined) return [repair];
      return [copyOf(spare, path, neededBy[removal.kind]), repair];
  }
}

const neededBy = {
  running: 'do not remove it, because a restart of containerd needs it for containers that run',
  configured: 'do not remove it, because a configuration names its path',
};

function copyOf(spare: string, path: string, why: string): Advice {
  return {
    text: `Put a copy of "${spare}", which would start, at "${path}"; ${why}`,
    command: `install -m 755 ${shellWord(spare)} ${shellWord(path)}`,
  };
}

function orRemove({ path, removal }: Case): Advice[] {
  if (removal.kind === 'running' || removal.kind === 'configured') return [];
  const what = removal.kind === 'packaged' ? `the package "${removal.owner.name}", which has "${path}"` : `"${path}"`;
  return [{ text: `Or remove ${what}, if nobody needs this runtime` }];
}
