import type { Metrics } from '../http/metrics/metrics.ts';
import type { Log } from '../log.ts';
import type { InventoryReader } from '../model/inventory-reader.ts';
import { renderNfd } from '../render/nfd.ts';
import type { ServeSettings } from '../settings/settings.ts';
import { FileSink } from '../sinks/file-sink.ts';
import { version } from '../version.ts';

/** What the files are written from. */
export interface SinkContext {
  readonly reader: InventoryReader;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Time after which a textfile is written again though nothing changed, so that its time of observation moves. */
const textfileRefreshMs = 15_000;

/** The files `shimdex serve` was told to keep for others; on this machine, wherever the observed host is. */
export function createSinks(
  { textfile, nfdFile, rescanSeconds }: Pick<ServeSettings, 'textfile' | 'nfdFile' | 'rescanSeconds'>,
  { reader, metrics, log }: SinkContext,
): readonly FileSink[] {
  const sinks: FileSink[] = [];
  if (textfile !== undefined) {
    const render = () => (reader.current() === undefined ? undefined : metrics.textfile());
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

/** The labels outlive two full reads that did not happen, and five minutes in any case. */
function nfdLifetimeSeconds(rescanSeconds: number): number {
  return Math.max(300, 3 * rescanSeconds);
}

/** RFC 3339 in UTC, in whole seconds. */
function secondsFromNow(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
