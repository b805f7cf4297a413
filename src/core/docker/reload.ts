import type { ReloadOutcome, ShownRuntime, ShownRuntimes } from '../../model/host/docker-facts.ts';
import { plainObject } from '../go/value.ts';
import { missingDefault, reservedName, type Settings, setUp, stockRuntime } from './config/checks.ts';
import type { Dockerd } from './config/dockerd.ts';
import { type ConfigDocument, dataRootOf, emptyDocument } from './config/document.ts';
import type { ConfigRules } from './config/release.ts';
import type { RuntimeEntry } from './config/runtimes/decoder.ts';
import { labelsFault } from './config/values/list-values.ts';
import { settingOf } from './config/values/setting.ts';
import { registryFaultOfReload } from './config/values/start-checks.ts';
import { valueFaultOfReload } from './config/values/value-checks.ts';
import { type DockerRules, dockerRules } from './release.ts';
import { showRuntime } from './shown-runtime.ts';
import { stockRuntimes, unable } from './start.ts';

/**
 * Computes what a dockerd that shows `running` would show after SIGHUP with the configuration of `dockerd`, or whether
 * it refuses the reload or crashes. Never throws.
 *
 * What the file does not set is kept: only `"runtimes": {}` clears. Sources: moby `daemon/config/config.go`, `Reload`;
 * `daemon/reload_unix.go`, `reloadPlatform`, both as of 20.10, 23, 24 and 25.
 */
export function applyReload(running: ShownRuntimes, dockerd: Dockerd): ReloadOutcome {
  const { flags, config } = dockerd;
  const rules = dockerRules(dockerd.version);
  if (flags.error !== undefined) return refused(flags.error);
  if (!config.ok) return config.crashes ? crashed(config.message) : refused(unable(dockerd, config.message));
  const document = dockerd.bytes === undefined ? noFile(rules) : config.document;
  const value = valueFaultOfReload(document, dockerd.rules);
  const labels = labelsFault(settingOf(document.given, undefined, 'labels').values);
  if (labels !== undefined) return refused(labels);
  if (value !== undefined) return refused(`file configuration validation failed: ${value.message}`);
  const reload: Reload = {
    running,
    document,
    dataRoot: dataRootOf(document, flags, dockerd.defaultDataRoot),
    rules,
    config: dockerd.rules,
  };
  return rules.validatesAtLoad ? reloadInPlace(reload) : reloadAsWhole(reload);
}

interface Reload {
  readonly running: ShownRuntimes;
  readonly document: ConfigDocument;
  readonly dataRoot: string;
  readonly rules: DockerRules;
  readonly config: ConfigRules;
}

/** Without a file dockerd takes a new configuration, which sets its default since 23. */
function noFile({ implicit }: DockerRules): ConfigDocument {
  return implicit ? { ...emptyDocument, defaultRuntime: stockRuntime } : emptyDocument;
}

/** Until 24: the file is checked alone, then its parts replace the ones of the running configuration. */
function reloadInPlace({ running, document, dataRoot, rules, config }: Reload): ReloadOutcome {
  const inFile = settingsOf(document.runtimes, document.defaultRuntime || stockRuntime, dataRoot);
  const fault = reservedName(inFile) ?? missingDefault(inFile, rules);
  if (fault !== undefined) return refused(`file configuration validation failed: ${fault.message}`);
  if (document.runtimesSet === 'nil') return crashed('panic: assignment to entry in nil map');
  const isSet = document.runtimesSet === 'yes';
  const error = isSet ? setUp(inFile, config) : undefined;
  if (error !== undefined) return refused(error.message);
  const defaultRuntime = document.defaultRuntime || running.defaultRuntime;
  // Of the stock runtimes only runc is put back.
  const stock: [string, ShownRuntime][] = [[stockRuntime, { path: stockRuntime }]];
  const runtimes = isSet ? new Map([...shownEntries(document, config), ...stock]) : running.runtimes;
  // 20.10 looks up the default for the event that announces the reload.
  if (!rules.implicit && !runtimes.has(defaultRuntime)) {
    return crashed('panic: runtime error: invalid memory address or nil pointer dereference');
  }
  return { kind: 'applied', shown: { defaultRuntime, runtimes } };
}

/** Since 25: the parts are merged first, and then all of it is set up again or nothing. */
function reloadAsWhole({ running, document, dataRoot, rules, config }: Reload): ReloadOutcome {
  const isSet = document.runtimesSet !== 'no';
  const defaultRuntime = document.defaultRuntime || running.defaultRuntime;
  const settings = settingsOf(isSet ? document.runtimes : kept(running), defaultRuntime, dataRoot);
  const error = (isSet ? reservedName(settings) : undefined) ?? missingDefault(settings, rules);
  if (error !== undefined) return refused(error.message);
  const fault = isSet ? setUp(settings, config) : undefined;
  if (fault !== undefined) return refused(fault.message);
  const registry = registryFaultOfReload(document, config);
  if (registry !== undefined) return refused(registry.message);
  const stock = stockRuntimes(rules).map(({ name }): [string, ShownRuntime] => [name, { path: stockRuntime }]);
  const runtimes = isSet ? new Map([...stock, ...shownEntries(document, config)]) : running.runtimes;
  return { kind: 'applied', shown: { defaultRuntime, runtimes } };
}

function settingsOf(entries: Settings['entries'], defaultRuntime: string, dataRoot: string): Settings {
  return { entries, defaultRuntime, defaultRuntimeLine: undefined, dataRoot };
}

/** The running ones were set up before; only their names matter. */
function kept({ runtimes }: ShownRuntimes): Settings['entries'] {
  const entry: RuntimeEntry = { path: stockRuntime, args: [], runtimeType: '', options: new Map(), line: 0 };
  return new Map([...runtimes.keys()].map((name) => [name, entry]));
}

function shownEntries({ runtimes }: ConfigDocument, config: ConfigRules): [string, ShownRuntime][] {
  return [...runtimes].map(([name, { path, args, runtimeType, options }]) => [
    name,
    showRuntime({ path, args, runtimeType, options: plainObject(options) }, config),
  ]);
}

function refused(message: string): ReloadOutcome {
  return { kind: 'refused', message };
}

function crashed(message: string): ReloadOutcome {
  return { kind: 'crashed', message };
}
