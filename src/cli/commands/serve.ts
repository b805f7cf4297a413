import { Discovery } from '../../discovery/discovery.ts';
import { createApp } from '../../http/app.ts';
import type { Guard } from '../../http/gate/guard.ts';
import { openListeners } from '../../http/server/listeners.ts';
import { createLog, type Log } from '../../log.ts';
import type { PrometheusView } from '../../model/prometheus.ts';
import { within } from '../../model/within.ts';
import { renderWhereServed } from '../../render/text/where-served.ts';
import type { GivenOptions } from '../../settings/given-options.ts';
import { inheritedSockets, inheritedWatchdog, type Watchdog } from '../../settings/inherited-sockets.ts';
import { parseServeSettings } from '../../settings/parse.ts';
import type { ServeSettings } from '../../settings/settings.ts';
import { Heartbeat } from '../../sinks/heartbeat.ts';
import { createSinks } from '../../sinks/sinks.ts';
import { revision, version } from '../../version.ts';
import { openHost } from '../host.ts';
import type { Terminal } from '../terminal.ts';
import { collectGarbage } from '../v8.ts';
import { ReadableLog } from './readable-log.ts';

/** The running service. */
interface Service {
  /** Reads everything again. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** `shimdex serve`: runs until SIGTERM or SIGINT; on SIGHUP it reads everything again. */
export async function serve(given: GivenOptions, terminal: Terminal): Promise<number> {
  const settings = parseServeSettings(given, inheritedSockets(terminal.environment, process.pid));
  terminal.neverWait?.();
  const readable = terminal.interactiveErrors ? new ReadableLog((text) => terminal.err(text)) : undefined;
  const log = createLog(settings.logLevel, readable ?? { write: (line) => terminal.err(line) });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught error');
    readable?.start();
    process.exit(2);
  });
  const ending = firstSignal(['SIGTERM', 'SIGINT']);
  const watchdog = inheritedWatchdog(terminal.environment, process.pid);
  const starting = startService({ ...settings, watchdog }, log, (addresses) =>
    readable?.start(whereServed(settings, addresses)),
  );
  process.on('SIGHUP', () => void starting.then((service) => reload(service, log)));
  const service = await starting;
  const signal = await ending;
  log.info({ signal }, 'stopping');
  await service.stop();
  log.info('stopped');
  leaveSoon();
  return 0;
}

/** A look hangs if none has ended for two rescan periods plus this time, in milliseconds. */
const longestLookMs = 60_000;

/** The first answers come before the page is read and garbage is collected, in milliseconds. */
const settledAfterMs = 1000;

/** How long requests at a socket of systemd wait for the first look, in milliseconds. */
const longestFirstLookMs = 10_000;

/** How long a stopped service waits for a reader of its log, in milliseconds. */
const longestLeavingMs = 1000;

function leaveSoon(): void {
  setTimeout(() => process.exit(0), longestLeavingMs).unref();
}

/** Listens before the first look, so that a port in use is reported at once. The service is ready after that look. */
async function startService(
  settings: ServeSettings & { readonly watchdog: Watchdog | undefined },
  log: Log,
  onListening: (addresses: readonly string[]) => void,
): Promise<Service> {
  const files = openHost(settings);
  const { verifySeconds, rescanSeconds, allowedHosts, insecureListen } = settings;
  const discovery = new Discovery({
    files,
    settings,
    verifySeconds,
    rescanSeconds,
    log,
    onObservation: ({ seconds, published }) => {
      app.metrics.observed(seconds);
      for (const sink of sinks) sink.update({ changed: published });
    },
    onQuiet: (nextMs) => listeners.wakeTogether(nextMs),
  });
  const guard = await openGuard(settings.webConfig, log);
  const prometheus = await openPrometheus(settings, log);
  const app = createApp({
    guard,
    prometheus,
    reader: discovery.reader,
    engine: discovery.engine,
    resolve: discovery.resolve,
    statistics: () => discovery.statistics,
    version,
    revision,
    log,
    // Clients send the name of a listener as Host.
    allowedHosts: [...allowedHosts, ...settings.listen.flatMap((a) => (a.kind === 'tcp' ? [a.host] : []))],
  });
  const sinks = createSinks(settings, {
    reader: discovery.reader,
    renderMetrics: () => app.metrics.textfile(),
    version,
    log,
  });
  let endFirstLook = () => {};
  const looked = new Promise<void>((resolve) => {
    endFirstLook = resolve;
  });
  const firstLook = within(longestFirstLookMs, looked);
  const listeners = await openListeners({ app, addresses: settings.listen, insecureListen, guard, log, firstLook });
  onListening(listeners.addresses);
  const { watchdog } = settings;
  const heartbeat =
    watchdog &&
    new Heartbeat({
      fd: watchdog.fd,
      intervalMs: watchdog.timeoutMs / 3,
      looks: () => discovery.statistics.observations + discovery.statistics.failedObservations,
      longestLookMs: 1000 * (2 * rescanSeconds) + longestLookMs,
    });
  await discovery.start();
  endFirstLook();
  setTimeout(() => {
    collectGarbage();
    app.readPages();
  }, settledAfterMs).unref();
  return {
    reload: () => discovery.refresh({ all: true }),
    stop: async () => {
      void heartbeat?.stop();
      await Promise.all(sinks.map((sink) => sink.stop()));
      await listeners.close();
      await discovery.stop();
    },
  };
}

/** The first line on a terminal; a listener for the Docker API alone has no page. */
function whereServed({ listen }: ServeSettings, addresses: readonly string[]): string {
  const pages = addresses.filter((_, index) => listen[index]?.api === 'all');
  return renderWhereServed(pages.length === 0 ? addresses.map((address) => `${address} (Docker API)`) : pages);
}

/** Loads YAML and bcrypt only when they are configured. */
async function openGuard(file: string | undefined, log: Log): Promise<Guard | undefined> {
  if (file === undefined) return undefined;
  const { openWebGuard } = await import('../../http/gate/web-config/web-guard.ts');
  return openWebGuard(file, log);
}

/** Loads the client, and YAML for its `http_config`, only when they are configured. */
async function openPrometheus(settings: ServeSettings, log: Log): Promise<PrometheusView | undefined> {
  const { prometheusUrl: url, prometheusHttpConfig: file } = settings;
  if (url === undefined) return undefined;
  const { PrometheusClient } = await import('../../sources/prometheus/prometheus-client.ts');
  if (file === undefined) return new PrometheusClient(url);
  const { openHttpConfigFile } = await import('../../sources/prometheus/http-config/http-config-file.ts');
  const access = openHttpConfigFile(file, {
    onReload: () => log.info({ file }, 'HTTP configuration of Prometheus read again'),
    onInvalid: (problem) =>
      log.error({ file, problem }, 'HTTP configuration of Prometheus is invalid, keeping the last valid one'),
  });
  return new PrometheusClient(url, undefined, () => access.current());
}

async function reload(service: Service, log: Log): Promise<void> {
  log.info('reading everything again');
  await service.reload();
  log.info('read everything again');
}

/** Resolves to the first of `signals`. Each handler runs once: the same signal again ends the process at once. */
function firstSignal(signals: readonly NodeJS.Signals[]): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve);
  });
}
