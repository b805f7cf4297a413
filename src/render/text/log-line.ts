import { isObject } from '../../model/json-object.ts';
import { printable } from './printable.ts';

/** Fields with a place of their own, and the ones that say nothing on the terminal of the process itself. */
const shown: ReadonlySet<string> = new Set(['level', 'time', 'pid', 'hostname', 'msg']);

/** A line of the log as people read it: time of day in UTC, level, message, fields; ends in a line break. */
export function renderLogLine(line: string): string {
  const record = parsed(line);
  if (record === undefined) return `${printable(line.trimEnd())}\n`;
  const { level, time, msg } = record;
  const clock = /T(\d\d:\d\d:\d\d)/.exec(String(time))?.[1] ?? '';
  const fields = Object.entries(record).filter(([name]) => !shown.has(name));
  const words = [
    clock,
    String(level).padEnd(5),
    String(msg ?? ''),
    ...fields.map(([name, value]) => field(name, value)),
  ];
  return `${printable(words.filter((word) => word !== '').join(' '))}\n`;
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An error is its message: the stack is in the log that programs read. */
function field(name: string, value: unknown): string {
  const plain = isObject(value) && typeof value['message'] === 'string' ? value['message'] : value;
  if (typeof plain === 'string' && /^[^\s"=]+$/.test(plain)) return `${name}=${plain}`;
  return `${name}=${JSON.stringify(plain)}`;
}
