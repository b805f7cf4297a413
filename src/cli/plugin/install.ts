import { lstatSync, mkdirSync, readlinkSync, type Stats, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../../core/advice/shell-word.ts';
import { errorCode, errorMessage, UsageError } from '../../errors.ts';

/** Where docker's files of this user are, and the script of the plugin next to this program. */
export interface Places {
  readonly config: string;
  readonly script: string;
}

const directoryOf = ({ config }: Places) => join(config, 'cli-plugins');
const linkOf = (places: Places) => join(directoryOf(places), 'docker-shimdex');

/**
 * Links the plugin into the directory of the user's plugins, and says what it does. A link follows an upgrade of shimdex.
 *
 * Throws a UsageError where another user could use the directory, and where a file is in the way that is not ours.
 */
export function install(places: Places): string {
  const { config, script } = places;
  const link = linkOf(places);
  for (const directory of [config, directoryOf(places)]) ownDirectory(directory);
  const before = ownLink(link);
  if (before === script)
    return `${quoted(link)} is installed already, and leads to ${quoted(script)}\n${stability(script)}`;
  attempt(link, () => {
    if (before !== undefined) unlinkSync(link);
    symlinkSync(script, link);
  });
  const done = before === undefined ? 'Linked' : `Replaced the link to ${quoted(before)}: linked`;
  return `${done} ${quoted(link)} to ${quoted(script)}\nTry it: docker shimdex list\n${stability(script)}`;
}

/** Removes the link, and says so. Throws a UsageError for a file that is not ours. */
export function uninstall(places: Places): string {
  const link = linkOf(places);
  if (ownLink(link) === undefined) return `${quoted(link)} is not installed\n`;
  attempt(link, () => unlinkSync(link));
  return `Removed ${quoted(link)}\n`;
}

/** Makes a directory of this user, or checks that nobody else could put files and links into it. */
function ownDirectory(directory: string): void {
  attempt(directory, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  for (const { uid } of [lstatSync(directory), statSync(directory)]) {
    if (uid !== process.geteuid?.()) refuse(directory, `it belongs to user ${uid}: run the command as that user`);
  }
  if (isOpen(statSync(directory)))
    refuse(directory, `other users can write into it: run "chmod go-w ${shellWord(directory)}"`);
}

/** Many systems give each user a group of their own, which may write. */
function isOpen({ mode, gid }: Stats): boolean {
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== process.getegid?.());
}

/** The target of our link; undefined where nothing is. */
function ownLink(link: string): string | undefined {
  const found = entryAt(link);
  if (found === undefined) return undefined;
  const target = found.isSymbolicLink() ? readlinkSync(link) : undefined;
  if (target?.endsWith('/dist/docker-shimdex')) return target;
  return refuse(link, 'a file is there that shimdex did not install: move it away first');
}

function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    return refuse(path, errorMessage(error));
  }
}

function attempt(path: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    refuse(path, errorMessage(error));
  }
}

function refuse(path: string, why: string): never {
  throw new UsageError(`Cannot change ${quoted(path)}: ${why}`);
}

/** npm may empty the cache that npx runs programs from. */
function stability(script: string): string {
  if (!script.includes('/_npx/')) return '';
  return 'This shimdex is in the cache of npx, which npm may empty. To keep the plugin, install shimdex with "npm install --global", then run "shimdex plugin install"\n';
}

function quoted(path: string): string {
  return JSON.stringify(path);
}
