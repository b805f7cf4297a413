import type { Origin } from '../../model/host/systemd.ts';
import { parseCommands, type WrittenCommand } from './command-line.ts';
import type { Specifiers } from './specifiers.ts';
import type { WrittenService } from './written-service.ts';

/** A service that is being read. */
export interface Reader {
  readonly service: WrittenService;
  /** Undefined where a specifier is not known. */
  readonly expand: (text: string) => string | undefined;
  readonly specifiers: Specifiers;
  readonly unknown: Set<string>;
}

/** Applies one line to the service. */
export type Apply = (reader: Reader, value: string, from: Origin) => void;

/** systemd's words for truth values. */
export const YES = /^(?:1|yes|y|true|t|on)$/i;
export const NO = /^(?:0|no|n|false|f|off)$/i;

/** The commands of a line; one that systemd refuses makes it refuse the unit. */
export function commandsIn(
  { service, specifiers, unknown }: Reader,
  value: string,
  from: Origin,
): readonly WrittenCommand[] {
  const { commands, outcome } = parseCommands(value, from, specifiers, unknown);
  if (outcome === 'invalid') service.invalid = from;
  return commands;
}

/** Names and numbers of users and groups (`src/basic/user-util.c`, `valid_user_group_name`). */
export function isOwner(name: string): boolean {
  if (/^(?:0|[1-9]\d*)$/.test(name)) return Number(name) < noId && Number(name) !== no16BitId;
  return !/[:/\p{Cc}]|^-?\d*$|^ | $|^\.\.?$/u.test(name);
}

/** What the kernel, and programs with 16 bits, take for "no user". */
const noId = 0xffff_ffff;
const no16BitId = 0xffff;
