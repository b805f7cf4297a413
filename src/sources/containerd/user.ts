import type { Credentials } from '../../model/host/file-fact.ts';
import { parseAccounts } from '../accounts.ts';
import type { HostFiles } from '../host-files.ts';
import { root } from '../kernel-access.ts';

/** What is known of the user: an id that is given, the user of the process, and the user that a unit names. */
export interface KnownUser {
  readonly given: number | undefined;
  readonly ofProcess: Credentials | undefined;
  readonly ofUnit: string | undefined;
}

/** The user who runs containerd: the given one, else the one of its process, else the one of its unit, else root. */
export function userOf(files: HostFiles, { given, ofProcess, ofUnit }: KnownUser): Credentials {
  const uid = given ?? (ofProcess === undefined ? uidOf(files, ofUnit) : undefined);
  if (uid === undefined) return ofProcess ?? root;
  if (uid === ofProcess?.uid) return ofProcess;
  return uid === 0 ? root : { uid, gid: groupOf(files, uid), groups: [] };
}

/** The id of a user that is given by name or by id; undefined when passwd(5) has no such name. */
function uidOf(files: HostFiles, user: string | undefined): number | undefined {
  if (user === undefined) return undefined;
  if (/^\d{1,10}$/.test(user)) return Number(user);
  const id = accounts(files).find(([name]) => name === user)?.[2];
  return id === undefined ? undefined : Number(id);
}

/** The primary group of a user in passwd(5); if the user is not listed, the group with the same number. */
function groupOf(files: HostFiles, uid: number): number {
  const fields = accounts(files).find(([, , id]) => id === String(uid));
  const gid = Number(fields?.[3]);
  return Number.isInteger(gid) && fields?.[3] !== '' ? gid : uid;
}

function accounts(files: HostFiles): readonly (readonly string[])[] {
  const read = files.readFile('/etc/passwd');
  return read.ok ? parseAccounts(read.bytes) : [];
}
