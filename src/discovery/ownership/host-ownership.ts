import { defined } from '../../model/defined.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Group, Ownership, Trail } from '../../model/host/ownership.ts';
import { onceEach } from '../../model/once-per.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { Trails } from './trails.ts';

/** The user id of files whose owner has no id in this user namespace. Source: `/proc/sys/kernel/overflowuid`. */
const overflowUid = 65_534;

/**
 * Looks at owners and permissions, at each path once, so that one look does not contradict itself. The same accounts give the
 * same object.
 */
export function hostOwnership(files: HostFiles, trails = new Trails(files)): () => Ownership {
  let before: { readonly made: Ownership; readonly users: Accounts; readonly groups: Accounts } | undefined;
  return () => {
    const users = files.users.read('/etc/passwd');
    const groups = files.groups.read('/etc/group');
    const tree = treeOwner(files, trails.read('/'));
    const known = before?.users === users && before?.groups === groups ? before?.made : undefined;
    if (known !== undefined && equalValues(known.tree, tree)) return known;
    const groupOnce = onceEach((gid) => groupOf(Number(gid), users, groups));
    const made = defined({
      trail: (path: string) => trails.read(path),
      changedPaths: () => trails.changedPaths,
      userName: (uid: number) => users?.find(([, , id]) => Number(id) === uid)?.[0],
      group: (gid: number) => groupOnce(String(gid)),
      tree,
    });
    before = { made, users, groups };
    return made;
  };
}

/**
 * Who unpacked the tree. In a user namespace without an id for root, root's files have the overflow id, the top directory
 * too.
 */
function treeOwner({ root }: HostFiles, { steps: [top] }: Trail): Ownership['tree'] {
  if (top === undefined || (root === '/' && top.uid !== overflowUid)) return undefined;
  return { uid: top.uid, gid: top.gid };
}

type Accounts = ReturnType<HostFiles['users']['read']>;

function groupOf(gid: number, users: Accounts, groups: Accounts): Group | undefined {
  if (users === undefined || groups === undefined) return undefined;
  const own = groups.filter(([, , id]) => Number(id) === gid);
  const superusers = new Set(users.filter(([, , uid]) => Number(uid) === 0).map(([name]) => name));
  const listed = own.flatMap(([, , , members = '']) => members.split(','));
  const primary = users.filter(([, , , group]) => Number(group) === gid).map(([name = '']) => name);
  const members = [...new Set([...listed, ...primary])].filter((name) => name !== '' && !superusers.has(name));
  return defined({ name: own[0]?.[0], members });
}
