import { posix } from 'node:path';
import type { Origin, ServiceCommand, SystemdService } from '../../model/host/systemd.ts';
import { readManagerEnvironment } from './default-path.ts';
import type { UnitFiles } from './unit-files.ts';

/** A daemon that a unit starts. */
export interface StartedDaemon {
  /** The name of its program. */
  readonly name: string;
  readonly isProgram: (path: string) => boolean;
}

/** The command of a unit that starts a daemon. */
export type UnitCommand = KnownCommand | OpaqueCommand;

interface AnyCommand {
  readonly from: Origin;
  /** The file that systemd executes; a name without a slash where no directory has one. */
  readonly executed: string;
}

/** It executes the daemon with these words and variables. */
interface KnownCommand extends AnyCommand {
  readonly kind: 'known';
  readonly argv: readonly string[];
  /** The file of the daemon, or such a name. */
  readonly program: string;
  /** Variables that the command adds to the ones of the unit. */
  readonly assigned: ReadonlyMap<string, string>;
}

/** What it executes in the end is not known. */
interface OpaqueCommand extends AnyCommand {
  readonly kind: 'opaque';
  /** What stands between systemd and the daemon, `a shell` style. */
  readonly via: string;
}

const none: ReadonlyMap<string, string> = new Map();

/** The command of a service that starts this daemon; undefined where it has commands of other programs only. */
export function unitCommand(files: UnitFiles, service: SystemdService, daemon: StartedDaemon): UnitCommand | undefined {
  const commands = service.commands.flatMap((command) => readCommand(files, service, command, daemon) ?? []);
  return commands.find(({ kind }) => kind === 'known') ?? commands[0];
}

function readCommand(
  files: UnitFiles,
  service: SystemdService,
  command: ServiceCommand,
  daemon: StartedDaemon,
): UnitCommand | undefined {
  const { path, argv, from } = command;
  const executed = findProgram(files, path, searchedBySystemd(files, service));
  const known = (words: readonly string[], program: string, assigned = none): KnownCommand => ({
    kind: 'known',
    from,
    executed,
    argv: words,
    program,
    assigned,
  });
  if (daemon.isProgram(path)) return known([path, ...argv.slice(1)], executed);
  const via = interpreterOf(files, executed);
  if (via !== undefined) return argv.some(isAnotherEngine) ? undefined : { kind: 'opaque', from, executed, via };
  const assigned = posix.basename(path) === 'env' ? assignmentsOf(argv) : none;
  if (assigned === undefined) {
    return argv.some((word) => word.includes(daemon.name))
      ? { kind: 'opaque', from, executed, via: '"env" with options' }
      : undefined;
  }
  const at = argv.findIndex(daemon.isProgram);
  if (at < 0) return undefined;
  // With the prefix `@`, the first word is a name that the program is given.
  const searchPath = assigned.get('PATH') ?? service.environment.find(({ name }) => name === 'PATH')?.value;
  const program = at === 0 ? executed : findProgram(files, argv[at] ?? '', searchPath);
  return known(argv.slice(at), program, assigned);
}

const shell = /^(?:ba|da|a|k|mk|z|c|tc|fi)?sh$|^busybox$/;

/** What executes the rest of the command line by rules that shimdex does not know. */
function interpreterOf(files: UnitFiles, program: string): string | undefined {
  if (shell.test(posix.basename(program))) return 'a shell';
  return isScript(files, program) ? `the script "${program}"` : undefined;
}

/** Longer scripts are not expected. */
const longestScript = 1024 * 1024;

function isScript(files: UnitFiles, program: string): boolean {
  const read = program.startsWith('/') ? files.readFile(program, longestScript) : undefined;
  return read?.ok === true && read.bytes.subarray(0, 2).toString('latin1') === '#!';
}

/** Podman serves Docker's API, and has no dockerd behind it. */
function isAnotherEngine(word: string): boolean {
  return word.includes('podman');
}

/** The variables in front of the program in a command of env(1); undefined where it has options, which may be of any kind. */
function assignmentsOf(argv: readonly string[]): ReadonlyMap<string, string> | undefined {
  const assigned = new Map<string, string>();
  for (const word of argv.slice(1)) {
    if (word.startsWith('-')) return undefined;
    const equals = word.indexOf('=');
    if (equals < 0) break;
    assigned.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return assigned;
}

/** A name without a slash is searched in `ExecSearchPath=`, else in the directories that are compiled into systemd. */
function searchedBySystemd(files: UnitFiles, { searchPath }: SystemdService): string {
  if (searchPath.length > 0) return searchPath.map(({ value }) => value).join(':');
  return readManagerEnvironment(files).builtInPath;
}

/** The file of a program; the name itself where it is in none of the directories. */
function findProgram(files: UnitFiles, name: string, searchPath: string | undefined): string {
  if (name.includes('/')) return name;
  const candidates = searchPath?.split(':').map((directory) => posix.join(directory, name)) ?? [];
  return candidates.find((path) => path.startsWith('/') && isExecutable(files, path)) ?? name;
}

function isExecutable(files: UnitFiles, path: string): boolean {
  const found = files.stat(path);
  return found.ok && found.stat.isFile() && (Number(found.stat.mode) & 0o111) !== 0;
}
