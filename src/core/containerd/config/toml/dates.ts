import type { TomlDate } from '../../../../model/containerd/toml.ts';
import type { Cursor } from './cursor.ts';

type Form = TomlDate['form'];

const date = '(\\d{4})-(\\d\\d)-(\\d\\d)';
const time = '(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.\\d+)?';
const pattern = new RegExp(`${date}(?:[Tt ]${time}(Z|z|[+-]\\d\\d:\\d\\d)?)?|${time}`, 'y');

/** Says whether a date or a time begins at the cursor: four digits and a dash, or two and a colon. */
export function atDate(cursor: Cursor): boolean {
  const begin = /\d{4}-|\d\d:/y;
  begin.lastIndex = cursor.at;
  return begin.test(cursor.text);
}

/** Reads a date or a time. go-toml 1 has only whole dates with a time and its zone; anything less is an error. */
export function readDate(cursor: Cursor): Pick<TomlDate, 'kind' | 'form' | 'value'> {
  const start = cursor.at;
  pattern.lastIndex = start;
  const parts = pattern.exec(cursor.text);
  if (parts === null)
    cursor.fail(
      cursor.dialect.loose ? 'invalid date or time' : 'dates are expected to have the format YYYY-MM-DD',
      start,
    );
  cursor.at += parts[0].length;
  const form = formOf(parts);
  if (!isReal(parts)) cursor.fail('impossible date', start);
  if (cursor.dialect.loose && form !== 'datetime') {
    cursor.fail(`parsing error: incorrect date/time separation character: ${cursor.peek()}`);
  }
  return { kind: 'date', form, value: parts[0] };
}

function formOf(parts: RegExpExecArray): Form {
  if (parts[8] !== undefined) return 'local time';
  if (parts[4] === undefined) return 'local date';
  return parts[7] === undefined ? 'local datetime' : 'datetime';
}

function isReal(parts: RegExpExecArray): boolean {
  const [year, month, day, hour, minute, second, , lateHour, lateMinute, lateSecond] = parts.slice(1).map(Number);
  const clock = (h = 0, m = 0, s = 0) => !(h > 23 || m > 59 || s > 60);
  if (parts[8] !== undefined) return clock(lateHour, lateMinute, lateSecond);
  if (parts[4] !== undefined && !clock(hour, minute, second)) return false;
  return isDay(year ?? 0, month ?? 0, day ?? 0);
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
