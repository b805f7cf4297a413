import type { Origin, Setting } from '../../model/host/systemd.ts';
import { parseCommands, type WrittenCommand } from './command-line.ts';
import { isVariableName } from './environment-file.ts';
import { expandSpecifiers, type Specifiers } from './specifiers.ts';
import type { Assignment } from './unit-file.ts';
import { parseUnitName } from './unit-name.ts';
import { splitWords } from './words.ts';

/** What the unit file and its drop-ins say, before the environment is put together. */
export interface WrittenService {
  commands: WrittenCommand[];
  /** By name, the last assignment wins. */
  readonly environment: Map<string, Setting<string>>;
  environmentFiles: Setting<{ readonly path: string; readonly optional: boolean }>[];
  passEnvironment: Setting<string>[];
  /** Names, or assignments `NAME=VALUE`. */
  unsetEnvironment: Setting<string>[];
  searchPath: Setting<string>[];
  workingDirectory?: Setting<string> | undefined;
  user?: Setting<string> | undefined;
  group?: Setting<string> | undefined;
  killMode: Setting<string>;
  delegate: Setting<string>;
  restart: Setting<string>;
  readonly bindsTo: Setting<string>[];
  readonly requires: Setting<string>[];
  readonly partOf: Setting<string>[];
  /** `Type=`, empty where it is not set. */
  type: string;
  /** `ExecStop=` or `SuccessAction=` is set, so that a oneshot service may do without `ExecStart=`. */
  hasOtherAction: boolean;
  remainsAfterExit: boolean;
  /** The line that makes systemd refuse the unit. */
  invalid?: Origin;
}

interface Reader {
  readonly service: WrittenService;
  /** Undefined where a specifier is not known. */
  readonly expand: (text: string) => string | undefined;
  readonly specifiers: Specifiers;
  readonly unknown: Set<string>;
}

type Apply = (reader: Reader, value: string, from: Origin) => void;

const KILL_MODES = ['control-group', 'process', 'mixed', 'none'];
const RESTARTS = ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-watchdog', 'on-abort', 'always'];
const YES = /^(?:1|yes|y|true|t|on)$/i;
const NO = /^(?:0|no|n|false|f|off)$/i;

const SERVICE: Readonly<Record<string, Apply>> = {
  ExecStart: addCommands,
  Environment: addEnvironment,
  EnvironmentFile: addEnvironmentFile,
  PassEnvironment: addNames('passEnvironment'),
  UnsetEnvironment: addNames('unsetEnvironment'),
  ExecSearchPath: addSearchPath,
  WorkingDirectory: setWorkingDirectory,
  User: setOwner('user'),
  Group: setOwner('group'),
  KillMode: setOneOf('killMode', KILL_MODES),
  Restart: setOneOf('restart', RESTARTS),
  Delegate: setDelegate,
  Type: ({ service }, value) => {
    service.type = value;
  },
  RemainAfterExit: ({ service }, value) => {
    service.remainsAfterExit = YES.test(value);
  },
  ExecStop: ({ service }, value) => {
    service.hasOtherAction = value !== '';
  },
};
const UNIT: Readonly<Record<string, Apply>> = {
  BindsTo: addUnits('bindsTo'),
  Requires: addUnits('requires'),
  PartOf: addUnits('partOf'),
};

/** Applies the lines of a unit and its drop-ins in order, as systemd does (`src/core/load-fragment.c`). */
export function readWrittenService(
  assignments: readonly Assignment[],
  specifiers: Specifiers,
  unknown: Set<string>,
): WrittenService {
  const service: WrittenService = {
    commands: [],
    environment: new Map(),
    environmentFiles: [],
    passEnvironment: [],
    unsetEnvironment: [],
    searchPath: [],
    killMode: { value: 'control-group' },
    delegate: { value: 'no' },
    restart: { value: 'no' },
    bindsTo: [],
    requires: [],
    partOf: [],
    type: '',
    hasOtherAction: false,
    remainsAfterExit: false,
  };
  const expand = (text: string) => expandSpecifiers(text, specifiers, unknown);
  const reader: Reader = { service, expand, specifiers, unknown };
  for (const { section, key, value, from } of assignments) {
    const known = section === 'Service' ? SERVICE : section === 'Unit' ? UNIT : {};
    if (Object.hasOwn(known, key)) known[key]?.(reader, value, from);
    if (service.invalid !== undefined) break;
  }
  return service;
}

/**
 * Whether systemd refuses the commands as a whole: only a oneshot service may have several, or none where it does
 * something else, and it may not restart after success (`src/core/service.c`, `service_verify`).
 */
export function isRefused({ commands, type, hasOtherAction, remainsAfterExit, restart }: WrittenService): boolean {
  const isOneshot = type === 'oneshot' || (type === '' && commands.length === 0);
  if (commands.length === 0) return !isOneshot || !hasOtherAction || !remainsAfterExit;
  return isOneshot ? ['always', 'on-success'].includes(restart.value) : commands.length > 1;
}

function addCommands({ service, specifiers, unknown }: Reader, value: string, from: Origin): void {
  if (value === '') {
    service.commands = [];
    return;
  }
  const parsed = parseCommands(value, from, specifiers, unknown);
  service.commands.push(...parsed.commands);
  if (parsed.outcome === 'invalid') service.invalid = from;
}

function addEnvironment({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') service.environment.clear();
  for (const word of splitWords(value, { escapes: true }).words.flatMap((one) => expand(one) ?? [])) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(equals, 0));
    if (isVariableName(name)) service.environment.set(name, { value: word.slice(equals + 1), from });
  }
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
  if (path.startsWith('/')) service.environmentFiles.push({ value: { path, optional }, from });
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

function addSearchPath({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') service.searchPath = [];
  for (const part of value.split(':').flatMap((one) => expand(one) ?? [])) {
    if (part.startsWith('/')) service.searchPath.push({ value: withoutDots(part), from });
  }
}

function setWorkingDirectory({ service, expand }: Reader, value: string, from: Origin): void {
  if (value === '') {
    service.workingDirectory = undefined;
    return;
  }
  const text = value.startsWith('-') ? value.slice(1) : value;
  const path = text === '~' ? text : (expand(text) ?? '');
  if (path === '~' || path.startsWith('/')) {
    service.workingDirectory = { value: path === '~' ? path : withoutDots(path), from };
  } else if (!value.startsWith('-')) service.invalid = from;
}

function setOwner(key: 'user' | 'group'): Apply {
  return ({ service, expand }, value, from) => {
    const name = expand(value);
    if (name === undefined) service.invalid = from;
    else if (name === '') service[key] = undefined;
    else if (/[:/\p{Cc}]/u.test(name)) service.invalid = from;
    else service[key] = { value: name, from };
  };
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
    const names = [...before.split(' '), ...splitWords(value, { escapes: false }).words].filter((name) => name !== '');
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

function withoutDots(path: string): string {
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}
