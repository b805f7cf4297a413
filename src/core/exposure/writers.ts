import type { Ownership, TrailStep } from '../../model/host/ownership.ts';

/** Users who may change a file or a directory, other than root and the user who runs what is in it. */
export interface Writer {
  readonly by: 'everyone' | 'group' | 'owner';
  /** A group or user, `group "docker" (alice, bob)` style. */
  readonly name: string;
  /** Without it, the members of a group are not known. */
  readonly isKnown: boolean;
  readonly mayBypassSticky: boolean;
}

type Accounts = Pick<Ownership, 'userName' | 'group' | 'tree'>;

/**
 * Who may write to a file, or make, rename and remove names in a directory. `user` runs what is in it, and is trusted as
 * root is.
 */
export function writersOf(step: TrailStep, user: number, accounts: Accounts): Writer[] {
  const writers: Writer[] = [];
  if (!isTrusted(step.uid, user, accounts)) {
    writers.push({ by: 'owner', name: describeUser(step.uid, accounts), isKnown: true, mayBypassSticky: true });
  }
  // The permission bits of a link mean nothing.
  if (step.kind === 'link') return writers;
  const group = mayChange(step, step.mode >> 3) ? strangersIn(step.gid, user, accounts) : undefined;
  if (mayChange(step, step.mode))
    writers.push({ by: 'everyone', name: 'every user', isKnown: true, mayBypassSticky: false });
  else if (group !== undefined) writers.push({ by: 'group', ...group, mayBypassSticky: false });
  return writers;
}

/** Whether a user, who is not root, may change the names in a directory. Somebody whose groups are not known may be in any. */
export function mayChangeNames(uid: number, directory: TrailStep, accounts: Accounts): boolean {
  if (uid === directory.uid) return true;
  const [ofGroup, ofOthers] = [mayChange(directory, directory.mode >> 3), mayChange(directory, directory.mode)];
  const name = accounts.userName(uid);
  const group = accounts.group(directory.gid);
  if (name === undefined || group === undefined) return ofGroup || ofOthers;
  return group.members.includes(name) ? ofGroup : ofOthers;
}

/** Whether these bits let somebody change it: names in a directory are changed only by who may search it, too. */
function mayChange({ kind }: TrailStep, bits: number): boolean {
  const wanted = kind === 'directory' ? 0o3 : 0o2;
  return (bits & wanted) === wanted;
}

/** Whether only root and `user` may enter a directory. */
export function isClosed(directory: TrailStep, user: number, accounts: Accounts): boolean {
  if (directory.mode & 0o001 || !isTrusted(directory.uid, user, accounts)) return false;
  return !(directory.mode & 0o010) || strangersIn(directory.gid, user, accounts) === undefined;
}

/** Whether a user is root, the one who runs the program, or the owner of an unpacked tree. */
function isTrusted(uid: number, user: number, { tree }: Accounts): boolean {
  return uid === 0 || uid === user || uid === tree?.uid;
}

/** The members of a group who are not trusted; undefined when there is nobody. */
function strangersIn(gid: number, user: number, accounts: Accounts): Pick<Writer, 'name' | 'isKnown'> | undefined {
  if (gid === accounts.tree?.gid) return undefined;
  const group = accounts.group(gid);
  if (group === undefined) return gid === 0 ? undefined : { name: `group ${gid}`, isKnown: false };
  const strangers = group.members.filter((name) => name !== accounts.userName(user));
  if (strangers.length === 0) return undefined;
  const title = group.name === undefined ? `group ${gid}` : `group "${group.name}"`;
  return { name: `${title} (${several(strangers)})`, isKnown: true };
}

function describeUser(uid: number, { userName }: Accounts): string {
  const name = userName(uid);
  return name === undefined ? `user ${uid}` : `user "${name}"`;
}

const mostNamed = 3;

/** The first few, and how many more there are. */
export function several(texts: readonly string[], separator = ', '): string {
  const rest = texts.length - mostNamed;
  const shown = texts.slice(0, mostNamed).join(separator);
  return rest > 0 ? `${shown}${separator}and ${rest} more` : shown;
}
