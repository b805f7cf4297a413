import { lstatSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { InventoryReader } from '../model/inventory/inventory-reader.ts';
import { renderNfd } from '../render/nfd.ts';
import { FileSink } from './file-sink.ts';

/** The files to write, on this machine even when another host is observed. */
interface SinkSettings {
  /** For node_exporter's textfile collector. */
  readonly textfile?: string;
  /** For Node Feature Discovery. */
  readonly nfdFile?: string;
  /** Seconds between two full reads of the host. */
  readonly rescanSeconds: number;
}

/** The data that the files are written from. */
interface SinkContext {
  readonly reader: InventoryReader;
  /** Renders all metrics in Prometheus' text format. */
  readonly renderMetrics: () => string;
  /** Version of this program. */
  readonly version: string;
  readonly log: Log;
}

/** Time after which an unchanged textfile is written again, so that its time of observation is current. */
const textfileRefreshMs = 15_000;

/** The sinks that are configured. A directory is wrong usage: no file can ever be written in its place. */
export function createSinks(
  { textfile, nfdFile, rescanSeconds }: SinkSettings,
  { reader, renderMetrics, version, log }: SinkContext,
): readonly FileSink[] {
  const sinks: FileSink[] = [];
  for (const file of [textfile, nfdFile]) if (file !== undefined) refuseDirectory(file);
  if (textfile !== undefined) {
    const render = () => (reader.current() === undefined ? undefined : renderMetrics());
    sinks.push(new FileSink({ file: textfile, render, refreshMs: textfileRefreshMs, log }));
  }
  if (nfdFile !== undefined) {
    const lifetimeMs = 1000 * nfdLifetimeSeconds(rescanSeconds);
    const render = () => {
      const inventory = reader.current();
      return inventory && renderNfd(inventory, { version, expires: secondsFromNow(lifetimeMs) });
    };
    sinks.push(new FileSink({ file: nfdFile, render, refreshMs: lifetimeMs / 3, log }));
  }
  return sinks;
}

/** A link is replaced by the file, wherever it leads. */
function refuseDirectory(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const example = JSON.stringify(join(file, `shimdex${extname(file)}`));
  throw new UsageError(`Cannot write to ${JSON.stringify(file)}: it is a directory; write a file, such as ${example}`);
}

/** The labels stay valid while two full reads fail, and at least five minutes. */
function nfdLifetimeSeconds(rescanSeconds: number): number {
  return Math.max(300, 3 * rescanSeconds);
}

/** RFC 3339 in UTC, in whole seconds. */
function secondsFromNow(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
