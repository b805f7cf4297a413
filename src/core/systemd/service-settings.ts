import type { Origin } from '../../model/host/systemd.ts';
import { assignVariables } from './assigned-variables.ts';
import { CHECKED } from './checked-settings.ts';
import { isVariableName } from './environment-file.ts';
import { isPlainPath, withoutDots } from './paths.ts';
import { type Apply, commandsIn, isOwner, NO, type Reader, YES } from './setting.ts';
import { parseUnitName } from './unit-name.ts';
import { splitWords } from './words.ts';
import { defaultKillMode } from './written-service.ts';

const KILL_MODES = ['control-group', 'process', 'mixed', 'none'];
const RESTARTS = ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-watchdog', 'on-abort', 'always'];
const setKillMode = setOneOf('killMode', KILL_MODES);
const TYPES = ['simple', 'forking', 'oneshot', 'dbus', 'notify', 'notify-reload', 'idle', 'exec'];
const ACTIONS =
  /^(?:none|(?:reboot|poweroff)(?:-force|-immediate)?|exit(?:-force)?|soft-reboot(?:-force)?|halt(?:-force|-immediate)?|kexec(?:-force)?)$/;
/** systemd leaves out the names of others (`src/basic/cgroup-util.c`). */
const CONTROLLERS = /^(?:cpu|cpuacct|cpuset|io|blkio|memory|devices|pids|bpf-[a-z-]{1,40})$/;
/** D-Bus Specification, "Bus names". */
const BUS_NAME = /^(?=.{1,255}$)[A-Za-z_-][A-Za-z0-9_-]*(?:\.[A-Za-z_-][A-Za-z0-9_-]*)+$/;

/** What a setting in the section `[Service]` means. */
export const SERVICE: Readonly<Record<string, Apply>> = {
  ExecStart: addCommands,
  Environment: ({ service, expand }, value, from) => assignVariables(service.environment, value, from, expand),
  EnvironmentFile: addEnvironmentFile,
  PassEnvironment: addNames('passEnvironment'),
  UnsetEnvironment: addNames('unsetEnvironment'),
  ExecSearchPath: addSearchPath,
  WorkingDirectory: setWorkingDirectory,
  User: setOwner('user'),
  Group: setOwner('group'),
  KillMode: (reader, value, from) => setKillMode(reader, value === '' ? defaultKillMode : value, from),
  Restart: setOneOf('restart', RESTARTS),
  Delegate: setDelegate,
  Type: ({ service }, value) => {
    if (TYPES.includes(value)) service.type = value;
  },
  RemainAfterExit: ({ service }, value) => {
    if (YES.test(value) || NO.test(value)) service.remainsAfterExit = YES.test(value);
  },
  ExecStop: addStopCommands,
  PAMName: ({ service, expand }, value) => {
    service.hasPam = (expand(value) ?? '') !== '';
  },
  PIDFile: setPidFile,
  BusName: ({ service, expand }, value) => {
    if (BUS_NAME.test(expand(value) ?? '')) service.hasBusName = true;
  },
  ...CHECKED,
};
/** The same in `[Unit]`. */
export const UNIT: Readonly<Record<string, Apply>> = {
  BindsTo: addUnits('bindsTo'),
  Requires: addUnits('requires'),
  PartOf: addUnits('partOf'),
  SuccessAction: ({ service }, value) => {
    if (ACTIONS.test(value)) service.actsOnSuccess = value !== 'none';
  },
};

function addCommands(reader: Reader, value: string, from: Origin): void {
  if (value === '') reader.service.commands = [];
  reader.service.commands.push(...commandsIn(reader, value, from));
}

function addStopCommands(reader: Reader, value: string, from: Origin): void {
  if (value === '') reader.service.stopCommands = 0;
  reader.service.stopCommands += commandsIn(reader, value, from).length;
}

function addEnvironmentFile({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') {
    service.environmentFiles = [];
    return;
  }
  const expanded = expand(value);
  if (expanded === undefined) return;
  const optional = expanded.startsWith('-');
  const path = optional ? expanded.slice(1) : expanded;
  if (isPlainPath(path)) service.environmentFiles.push({ value: { path, optional }, from });
}

function addNames(key: 'passEnvironment' | 'unsetEnvironment'): Apply {
  return ({ service, expand }, value, from) => {
    if (value === '') service[key] = [];
    for (const word of splitWords(value, { escapes: key === 'unsetEnvironment' }).words.flatMap(
      (one) => expand(one) ?? [],
    )) {
      const name = key === 'unsetEnvironment' ? word.replace(/=.*$/s, '') : word;
      if (isVariableName(name)) service[key].push({ value: word, from });
    }
  };
}

/** What follows a directory that systemd refuses has no effect. */
function addSearchPath({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') service.searchPath = [];
  for (const part of colonSeparated(value)) {
    const path = expand(part);
    if (path === undefined || !isPlainPath(path)) return;
    service.searchPath.push({ value: withoutDots(path), from });
  }
}

/** The parts between the colons that no backslash escapes; a backslash that escapes nothing ends them. */
function colonSeparated(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === ':') {
      parts.push(part);
      part = '';
    } else if (character === '\\') {
      at += 1;
      if (at === text.length) return parts;
      part += text.charAt(at);
    } else part += character;
  }
  return [...parts, part];
}

function setWorkingDirectory({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') {
    service.workingDirectory = undefined;
    return;
  }
  const text = value.startsWith('-') ? value.slice(1) : value;
  const path = text === '~' ? text : (expand(text) ?? '');
  if (path === '~' || isPlainPath(path)) {
    const optional = value.startsWith('-') ? { optional: true as const } : {};
    service.workingDirectory = { value: path === '~' ? path : withoutDots(path), from, ...optional };
  } else if (!value.startsWith('-')) service.invalid = from;
}

function setOwner(key: 'user' | 'group'): Apply {
  return ({ service, expand }, value, from) => {
    const name = expand(value);
    if (name === undefined) service.invalid = from;
    else if (name === '') service[key] = undefined;
    else if (!isOwner(name)) service.invalid = from;
    else service[key] = { value: name, from };
  };
}

/** A relative path is one below `/run`. Source: systemd `src/core/load-fragment.c`, `config_parse_pid_file`. */
function setPidFile({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') {
    service.pidFile = undefined;
    return;
  }
  const path = expand(value);
  if (path === undefined) return;
  const absolute = path.startsWith('/') ? path : `/run/${path}`;
  if (isPlainPath(absolute)) {
    service.pidFile = { value: withoutDots(absolute).replace(/^\/var\/run\//, '/run/'), from };
    return;
  }
  service.invalid = from;
  service.invalidState = 'error';
}

function setOneOf(key: 'killMode' | 'restart', values: readonly string[]): Apply {
  return ({ service }, value, from) => {
    if (values.includes(value)) service[key] = { value, from };
  };
}

/** A boolean, or controllers that add up; an empty value turns delegation on without any (systemd.resource-control(5)). */
function setDelegate({ service }: Reader, value: string, from: Origin): void {
  if (YES.test(value)) service.delegate = { value: 'yes', from };
  else if (NO.test(value)) service.delegate = { value: 'no', from };
  else if (value === '') service.delegate = { value: '', from };
  else {
    const before = service.delegate.value === 'yes' || service.delegate.value === 'no' ? '' : service.delegate.value;
    const { words, valid } = splitWords(value, { escapes: false });
    if (!valid) return;
    const names = [...before.split(' '), ...words].filter((name) => CONTROLLERS.test(name));
    service.delegate = { value: [...new Set(names)].join(' '), from };
  }
}

function addUnits(key: 'bindsTo' | 'requires' | 'partOf'): Apply {
  return ({ service, expand }, value, from) => {
    for (const name of splitWords(value, { escapes: false }).words.flatMap((one) => expand(one) ?? [])) {
      const isNew = !service[key].some((before) => before.value === name);
      if (isNew && parseUnitName(name) !== undefined) service[key].push({ value: name, from });
    }
  };
}
