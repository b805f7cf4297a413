import { type Logger, pino } from 'pino';
import { printableJson } from './render/text/printable-json.ts';
import type { LogLevel } from './settings/settings.ts';

/** The program's log: one JSON object per line, with a constant message and fields. */
export type Log = Logger;

/** Receives finished lines. The log never writes to stdout, which is for answers. */
export interface LogSink {
  write(line: string): unknown;
}

/** Creates a log of `level` and above that writes to `sink`, by default stderr. */
export function createLog(level: LogLevel, sink: LogSink = process.stderr): Log {
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, { write: (line: string) => void sink.write(printableJson(line)) });
}
