import { Discovery } from '../discovery/discovery.ts';
import { createResolver } from '../discovery/resolver.ts';
import { createApp } from '../http/app.ts';
import { openListeners } from '../http/listeners.ts';
import { createLog, type Log } from '../log.ts';
import type { GivenOptions } from '../settings/given-options.ts';
import { inheritedSockets } from '../settings/inherited-sockets.ts';
import { parseServeSettings } from '../settings/parse.ts';
import type { ServeSettings } from '../settings.ts';
import { version } from '../version.ts';
import { openHost } from './host.ts';
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
  const discovery = new Discovery({ files, settings, verifySeconds, rescanSeconds, log });
  const app = createApp({
    reader: discovery.reader,
    resolve: createResolver(files, settings.policy),
    statistics: () => discovery.statistics,
    version,
    log,
    // The name of a listener is one that its clients send.
    allowedHosts: [...allowedHosts, ...settings.listen.flatMap((a) => (a.kind === 'tcp' ? [a.host] : []))],
  });
  const listeners = await openListeners({ app, addresses: settings.listen, insecureListen, log });
  await discovery.start();
  return {
    reload: () => discovery.refresh({ all: true }),
    stop: async () => {
      await listeners.close();
      await discovery.stop();
    },
  };
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
