import type { ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { isExecutable, searchCandidates } from '../../go/look-path.ts';
import { directoryOf, joinPaths, splitSearchPath } from '../../go/path.ts';
import type { World } from '../../world.ts';
import { adviseOnFault } from '../execution-fault.ts';
import { insteadOfDropIn, programDirectories } from '../host/system.ts';
import { changeUnit, nixText, unitOf } from '../host/unit.ts';
import { shellWord } from '../shell-word.ts';

/** Advice for a program that is installed where containerd does not look; empty when it is nowhere. */
export function adviseOnElsewhere(name: string, { containerd, inspect, explore }: World): Advice[] {
  if (explore === undefined) return [];
  const [path, ...others] = explore.elsewhere(name);
  if (path === undefined) return [];
  const also = others.length === 0 ? '' : ` (also at ${others.map((other) => `"${other}"`).join(', ')})`;
  const where = `"${name}" is at "${path}"${also}, which is not on containerd's PATH`;
  const target = linkTarget(name, containerd, inspect);
  const fault = explore.explain(path);
  const isOthers = containerd.user.uid === 0 && path.startsWith('/home/');
  if (target !== undefined && isOthers) {
    return [copyAdvice(where, path, target), ...(fault === undefined ? [] : [adviseOnFault(fault)])];
  }
  return [
    ...(target === undefined ? [] : [linkAdvice(where, path, target)]),
    ...(fault === undefined ? [] : [adviseOnFault(fault)]),
    pathAdvice(target === undefined ? where : undefined, directoryOf(path), containerd),
  ];
}

function linkAdvice(where: string, path: string, target: string): Advice {
  return {
    text: `${where}: link it into "${directoryOf(target)}"`,
    command: `ln -s ${shellWord(path)} ${shellWord(target)}`,
  };
}

/** A file that its user can replace would run as root; a copy belongs to root. */
function copyAdvice(where: string, path: string, target: string): Advice {
  return {
    text: `${where}: copy it into "${directoryOf(target)}", because its user can replace a file that root runs`,
    command: `install -m 755 ${shellWord(path)} ${shellWord(target)}`,
  };
}

/** Advice for files of that name on containerd's PATH that containerd skips. */
export function adviseOnPassedOver(name: string, { containerd, inspect, explore }: World): Advice[] {
  return searchCandidates(name, containerd.path, containerd.cwd).flatMap(({ path }) => {
    const file = inspect(path);
    const isThere = file.kind === 'missing' ? file.dangling : !isExecutable(file, containerd.executableTest);
    const fault = isThere ? explore?.explain(path) : undefined;
    return fault === undefined ? [] : [adviseOnFault(fault)];
  });
}

/** A path in a directory of containerd's PATH that takes programs, where nothing is yet. */
export function linkTarget(name: string, containerd: ContainerdFacts, inspect: World['inspect']): string | undefined {
  const searched = splitSearchPath(containerd.path);
  return programDirectories(containerd)
    .filter((directory) => searched.includes(directory) && inspect(directory).kind === 'directory')
    .map((directory) => joinPaths(directory, name))
    .find((target) => {
      const file = inspect(target);
      return file.kind === 'missing' && !file.dangling;
    });
}

function pathAdvice(where: string | undefined, directory: string, containerd: ContainerdFacts): Advice {
  const instead = insteadOfDropIn(containerd);
  if (instead !== undefined) return { text: where === undefined ? instead : `${where}. ${instead}` };
  const start = where === undefined ? 'Or add' : `${where}: add`;
  const text = `${start} "${directory}" to the PATH of ${unitOf(containerd)}, then restart containerd`;
  // NixOS adds `bin` and `sbin` of each element itself, and other elements of PATH are its own.
  const [, parent] = /^(.+)\/s?bin$/.exec(directory) ?? [];
  const added = parent === undefined ? undefined : `path = [ ${nixText(parent)} ]`;
  return { text, ...changePath(wholePath(containerd, directory), containerd, added) };
}

/** What people write between two directories instead of a colon. */
export const otherSeparator = /[;,\s]+(?=\/)/;

/** The PATH to write: containerd's own without what its configuration puts in front, and without what cannot work. */
function wholePath({ path, optDirectory }: ContainerdFacts, ...added: readonly string[]): string {
  const elements = splitSearchPath(path).filter((element, at) => !(at === 0 && element === optDirectory));
  const unquoted = elements.flatMap((element) => element.replace(/^["']+|["']+$/g, '').split(otherSeparator));
  const working = unquoted.filter((element) => element.startsWith('/') && !element.includes('$'));
  const isBroken =
    working.length < elements.length ||
    unquoted.length > elements.length ||
    unquoted.some((element, at) => element !== elements[at]);
  const all = [...working, ...(isBroken ? systemPath : []), ...added];
  return [...new Set(all)].join(':');
}

/** PATH of a service of systemd. Source: systemd.exec(5), `$PATH`. */
const systemPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Quotes a word for a unit file, where `%` begins a specifier. Source: systemd.syntax(7). */
function environmentWord(text: string): string {
  return `"${text.replaceAll('%', '%%').replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** Advice to write a PATH that has whole directories only, into the unit of containerd. */
export function adviseOnPath(text: string, containerd: ContainerdFacts): Advice {
  if (insteadOfDropIn(containerd) !== undefined) return { text };
  return { text, ...changePath(wholePath(containerd), containerd) };
}

function changePath(
  path: string,
  containerd: ContainerdFacts,
  nix = `environment.PATH = lib.mkForce ${nixText(path)}`,
): Pick<Advice, 'command' | 'file' | 'snippet'> {
  const line = `Environment=${environmentWord(`PATH=${path}`)}`;
  return changeUnit({ file: 'path.conf', line, nix }, containerd);
}
