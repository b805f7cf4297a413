import { defined } from '../../model/defined.ts';
import type { Credentials } from '../../model/host/file-fact.ts';

/** Splits the NUL-terminated strings of /proc/PID/cmdline and environ. */
export function splitNul(text: string): string[] {
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}

/** The environment as Go's os.Getenv sees it: the first of two equal names counts (syscall/env_unix.go). */
export function parseEnviron(text: string): Map<string, string> {
  const environ = new Map<string, string>();
  for (const line of splitNul(text)) {
    const equals = line.indexOf('=');
    if (equals < 0 || environ.has(line.slice(0, equals))) continue;
    environ.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return environ;
}

/** Effective ids and supplementary groups of /proc/PID/status; undefined when the text has another format. */
export function parseStatus(text: string): Credentials | undefined {
  const uid = effective(text, 'Uid');
  const gid = effective(text, 'Gid');
  if (uid === undefined || gid === undefined) return undefined;
  return { uid, gid, groups: numbers(text, 'Groups') };
}

/** Who runs a process, and which process started it. */
export interface ProcessIds {
  readonly real: number;
  readonly effective: number;
  readonly parent: number;
}

/** The user ids and the parent of /proc/PID/status; undefined when the text has another format. */
export function parseIds(text: string): ProcessIds | undefined {
  const [real, effectiveUid] = numbers(text, 'Uid');
  if (real === undefined || effectiveUid === undefined) return undefined;
  return { real, effective: effectiveUid, parent: numbers(text, 'PPid')[0] ?? 0 };
}

/** Field 22 of /proc/PID/stat; the command name before it is in parentheses and may contain anything. */
export function parseStartTicks(text: string): string | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 1).trim();
  return fields.split(' ')[19];
}

/** State, parent and start time of /proc/PID/stat; undefined when the text has another format. */
export function parseTaskState(
  text: string,
): { readonly state: string; readonly parent: number; readonly startTicks?: string } | undefined {
  const [state = '', parent = '', ...fields] = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  if (state.length !== 1 || !/^\d+$/.test(parent)) return undefined;
  const startTicks = fields[17];
  return defined({ state, parent: Number(parent), startTicks });
}

function effective(text: string, field: string): number | undefined {
  return numbers(text, field)[1];
}

function numbers(text: string, field: string): number[] {
  const values = new RegExp(`^${field}:[ \\t]*([\\d \\t]*)$`, 'm').exec(text)?.[1] ?? '';
  return values
    .split(/[ \t]+/)
    .filter((value) => value !== '')
    .map(Number);
}
