import type { Origin } from '../../model/host/systemd.ts';

/** One line `Key=value` of a unit file. */
export interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly from: Origin;
}

/** What a unit file holds; `broken` is the line that makes systemd refuse the whole file. */
export interface UnitFile {
  readonly assignments: readonly Assignment[];
  readonly broken?: Origin;
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/**
 * Reads a unit file: sections, continued lines, and comments, which may lie inside a continued line.
 *
 * Source: systemd `src/shared/conf-parser.c`, `config_parse` and `parse_line`.
 */
export function parseUnitFile(text: string, file: string): UnitFile {
  const assignments: Assignment[] = [];
  let section: string | undefined;
  for (const { text: raw, line } of logicalLines(text)) {
    const one = strip(raw);
    const from = { file, line };
    if (one.startsWith('[')) {
      if (!one.endsWith(']')) return { assignments, broken: from };
      section = one.slice(1, -1);
    } else if (section !== undefined) {
      const equals = one.indexOf('=');
      if (equals <= 0) continue;
      assignments.push({ section, key: strip(one.slice(0, equals)), value: strip(one.slice(equals + 1)), from });
    }
  }
  return { assignments };
}

function* logicalLines(text: string): Generator<LogicalLine> {
  let pending: { parts: string[]; line: number } | undefined;
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n\r|\n|\r|\0/);
  for (const [index, line] of lines.entries()) {
    if (/^[ \t]*[#;]/.test(line)) continue;
    const isContinued = endsInEscape(line);
    const part = isContinued ? `${line.slice(0, -1)} ` : line;
    if (isContinued) {
      pending ??= { parts: [], line: index + 1 };
      pending.parts.push(part);
    } else {
      yield pending === undefined ? { text: line, line: index + 1 } : joined(pending, part);
      pending = undefined;
    }
  }
  if (pending !== undefined) yield joined(pending, '');
}

function joined(pending: { readonly parts: readonly string[]; readonly line: number }, last: string): LogicalLine {
  return { text: [...pending.parts, last].join(''), line: pending.line };
}

/** Whether the last backslash of a line escapes its end: an even number of them escape each other. */
function endsInEscape(line: string): boolean {
  let count = 0;
  for (let at = line.length - 1; at >= 0 && line[at] === '\\'; at--) count++;
  return count % 2 === 1;
}

/** Removes the white space that systemd knows at both ends. */
function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
