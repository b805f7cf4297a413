import { errnoText } from '../../core/go/errno-text.ts';
import { execErrno } from '../../core/go/exec-error.ts';
import { defined } from '../../model/defined.ts';
import type { StartFault } from '../../model/host/daemon-files.ts';
import type { Origin, SystemdService } from '../../model/host/systemd.ts';
import { root } from '../kernel-access.ts';
import type { UnitCommand } from './unit-command.ts';
import type { UnitFiles } from './unit-files.ts';

/** Errors that systemd gets as well; any other may be about the permissions of shimdex. */
const certain: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** A unit that systemd refuses for what is in it. */
export interface RefusedUnit {
  readonly name: string;
  readonly fault: StartFault;
}

/**
 * What is wrong with a unit that systemd does not load; undefined for a mask, which is wanted, and for a file that systemd
 * may be able to read.
 */
export function refusedUnit(service: SystemdService): RefusedUnit | undefined {
  const { name, state, fragment = '', refused } = service;
  if (state === 'masked' || (state === 'error' && refused === undefined)) return undefined;
  const where = refused === undefined ? `the settings of "${fragment}"` : `line ${refused.line} of "${refused.file}"`;
  const message = `it refuses ${where}${whyRefused(service)}`;
  return { name, fault: { kind: 'setting', message, at: refused ?? { file: fragment, line: 0 } } };
}

/** What helps where a setting is refused, as the end of a sentence. */
export function whyRefused({ commands, refused }: SystemdService): string {
  const isSecond = refused !== undefined && refused === commands.at(1)?.from;
  return isSecond ? ': a second command needs an empty "ExecStart=" before it' : '';
}

/**
 * Why systemd could not start a service that it has loaded. What only the running host decides, such as users of other
 * databases than passwd(5), is left out.
 *
 * Source: systemd `src/core/service.c`, `service_spawn`, and `src/core/execute.c`, `exec_child`; what systemd 252 does.
 */
export function startFaults(
  files: UnitFiles,
  service: SystemdService,
  command: UnitCommand | undefined,
): readonly StartFault[] {
  return [
    ...environmentFault(files, service),
    ...directoryFault(files, service),
    ...(command === undefined ? [] : programFaults(files, command)),
  ];
}

/** That systemd cannot start a unit, in a sentence; undefined where it can, as far as that is known. */
export function whyNotStarted(
  unit: { readonly name: string; readonly startFaults: readonly StartFault[] } | undefined,
): string | undefined {
  const [fault] = unit?.startFaults ?? [];
  return fault && `systemd cannot start ${unit?.name}: ${fault.message}`;
}

function environmentFault(files: UnitFiles, { missingEnvironmentFile: missing }: SystemdService): StartFault[] {
  if (missing === undefined) return [];
  const path = missing.value;
  const why = /[*?[]/.test(path) ? whyNoMatch(files, path) : whyUnread(files, path);
  if (why === undefined) return [];
  const message = `"EnvironmentFile=" names "${path}": ${why}`;
  return [defined({ kind: 'environment-file' as const, message, path, at: missing.from })];
}

/** A directory that cannot be listed may have a file that matches. */
function whyNoMatch(files: UnitFiles, pattern: string): string | undefined {
  const literal = pattern.slice(0, pattern.search(/[*?[]/));
  const listed = files.listNow(literal.slice(0, literal.lastIndexOf('/')) || '/');
  return listed.ok || certain.has(listed.errno) ? 'no file matches' : undefined;
}

function whyUnread(files: UnitFiles, path: string): string | undefined {
  const found = files.stat(path);
  if (!found.ok) return certain.has(found.errno) ? errnoText(found.errno) : undefined;
  return found.stat.isDirectory() ? errnoText('EISDIR') : undefined;
}

function directoryFault(files: UnitFiles, { workingDirectory }: SystemdService): StartFault[] {
  const { value: path, from, optional } = workingDirectory ?? { value: '~' };
  if (path === '~' || optional === true) return [];
  const found = files.stat(path);
  const errno = found.ok ? 'ENOTDIR' : found.errno;
  if (found.ok ? found.stat.isDirectory() : !certain.has(errno)) return [];
  const message = `"WorkingDirectory=" is "${path}": ${errnoText(errno)}`;
  return [defined({ kind: 'working-directory' as const, message, path, at: from })];
}

/** The program that systemd executes, and the daemon that this program executes in turn. */
function programFaults(files: UnitFiles, command: UnitCommand): StartFault[] {
  const programs = command.kind === 'known' ? [command.executed, command.program] : [command.executed];
  return [...new Set(programs)].flatMap((program) => programFault(files, program, command.from));
}

function programFault(files: UnitFiles, path: string, at: Origin): StartFault[] {
  const why = path.startsWith('/') ? whyNotExecuted(files, path) : 'no directory that is searched has it';
  return why === undefined ? [] : [{ kind: 'program', message: `"ExecStart=" executes "${path}": ${why}`, path, at }];
}

function whyNotExecuted(files: UnitFiles, path: string): string | undefined {
  // A unit with another user may still name a program that nobody may execute.
  const file = files.inspect(path, root);
  const errno = execErrno(file);
  const isCertain = file.kind !== 'missing' || certain.has(file.errno);
  return errno === undefined || !isCertain ? undefined : errnoText(errno);
}
