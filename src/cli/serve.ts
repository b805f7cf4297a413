import { Discovery } from '../discovery/discovery.ts';
import { createApp } from '../http/app.ts';
import type { Guard } from '../http/gate/guard.ts';
import { openListeners } from '../http/server/listeners.ts';
import { createLog, type Log } from '../log.ts';
import type { PrometheusView } from '../model/prometheus.ts';
import type { GivenOptions } from '../settings/given-options.ts';
import { inheritedSockets } from '../settings/inherited-sockets.ts';
import { parseServeSettings } from '../settings/parse.ts';
import type { ServeSettings } from '../settings/settings.ts';
import { revision, version } from '../version.ts';
import { openHost } from './host.ts';
import { createSinks } from './serve-sinks.ts';
import type { Terminal } from './terminal.ts';

/** What runs until a signal ends it. */
interface Service {
  /** Reads everything again. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** `shimdex serve`: observes and answers until SIGTERM or SIGINT; SIGHUP reads everything again. */
export async function serve(given: GivenOptions, terminal: Terminal): Promise<number> {
  const settings = parseServeSettings(given, inheritedSockets(terminal.environment, process.pid));
  const log = createLog(settings.logLevel, { write: (line) => terminal.err(line) });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught error');
    process.exit(2);
  });
  const ending = firstSignal(['SIGTERM', 'SIGINT']);
  const starting = startService(settings, log);
  process.on('SIGHUP', () => void starting.then((service) => reload(service, log)));
  const service = await starting;
  const signal = await ending;
  log.info({ signal }, 'stopping');
  await service.stop();
  log.info('stopped');
  return 0;
}

/** Listens before the first look, so that a port in use is told at once; until the look is done, it is unready. */
async function startService(settings: ServeSettings, log: Log): Promise<Service> {
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
  });
  const guard = await openGuard(settings.webConfig, log);
  const prometheus = await openPrometheus(settings.prometheusUrl);
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
    // The name of a listener is one that its clients send.
    allowedHosts: [...allowedHosts, ...settings.listen.flatMap((a) => (a.kind === 'tcp' ? [a.host] : []))],
  });
  const sinks = createSinks(settings, { reader: discovery.reader, metrics: app.metrics, log });
  const listeners = await openListeners({ app, addresses: settings.listen, insecureListen, guard, log });
  await discovery.start();
  return {
    reload: () => discovery.refresh({ all: true }),
    stop: async () => {
      await Promise.all(sinks.map((sink) => sink.stop()));
      await listeners.close();
      await discovery.stop();
    },
  };
}

/** YAML and bcrypt are loaded for those who configure them. */
async function openGuard(file: string | undefined, log: Log): Promise<Guard | undefined> {
  if (file === undefined) return undefined;
  const { openWebGuard } = await import('../http/gate/web-config/web-guard.ts');
  return openWebGuard(file, log);
}

/** The client is loaded for those who have a fleet. */
async function openPrometheus(url: string | undefined): Promise<PrometheusView | undefined> {
  if (url === undefined) return undefined;
  const { PrometheusClient } = await import('../sources/prometheus/prometheus-client.ts');
  return new PrometheusClient(url);
}

async function reload(service: Service, log: Log): Promise<void> {
  log.info('reading everything again');
  await service.reload();
  log.info('read everything again');
}

/** The first of `signals` to come. The second one of its kind ends the process the hard way, as it would have anyway. */
function firstSignal(signals: readonly NodeJS.Signals[]): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve);
  });
}
