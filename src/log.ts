import { type Logger, pino } from 'pino';
import type { LogLevel } from './settings/settings.ts';

/** The program's log: a constant message and fields, one JSON object a line. */
export type Log = Logger;

/** Where finished lines go; the log never writes to stdout, which carries the answers. */
export interface LogSink {
  write(line: string): unknown;
}

/** A log of `level` and above that writes to `sink`, stderr unless told. */
export function createLog(level: LogLevel, sink: LogSink = process.stderr): Log {
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line: string) => void sink.write(escapeUnprintable(line)) });
}

/**
 * Writes as `\uNNNN` what JSON leaves raw and a terminal obeys: DEL and the C1 controls, bidirectional and other format
 * characters, line separators. Outside of its strings JSON has none of them, so the line keeps its meaning.
 */
function escapeUnprintable(line: string): string {
  return line.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
