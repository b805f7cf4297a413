import { defined } from '../../model/defined.ts';
import type { DockerRuntime, DockerRuntimes } from '../../model/host/docker-facts.ts';
import { plainObject } from '../go/value.ts';
import { type Complaint, missingDefault, reservedName, type Settings, setUp, stockRuntime } from './config/checks.ts';
import { decodeStream } from './config/decode-text.ts';
import type { Dockerd } from './config/dockerd.ts';
import { type ConfigDocument, dataRootOf } from './config/document.ts';
import type { DockerFlags } from './config/flags.ts';
import type { RuntimeEntry } from './config/runtimes/decoder.ts';
import { namedObjects } from './config/runtimes/named-objects.ts';
import { builderSizeFault } from './config/values/builder-sizes.ts';
import { labelsFault } from './config/values/list-values.ts';
import { complaint, type Setting, settingOf } from './config/values/setting.ts';
import { logLevelFault, startFault } from './config/values/start-checks.ts';
import { oldResourcesFault, platformFault, valueFault } from './config/values/value-checks.ts';
import { type DockerRules, dockerRules } from './release.ts';

type DockerError = NonNullable<DockerRuntimes['error']>;

const noFlags: DockerFlags = { given: new Map(), runtimes: new Map() };

/** The shim behind every runtime that is a path. */
export const runcShim = 'io.containerd.runc.v2';

/**
 * Computes which runtimes dockerd gets from its flags and its daemon.json, or the error it stops with. Never throws.
 *
 * With an error the result has the stock runtimes only: dockerd takes all entries or does not start.
 */
export function evaluateDocker(dockerd: Dockerd): DockerRuntimes {
  const { flags, config, configFile } = dockerd;
  const rules = dockerRules(dockerd.version);
  if (flags.error !== undefined) {
    return stopped(rules, defined({ stage: 'flag' as const, message: flags.error, refused: flags.refused }));
  }
  if (!config.ok) {
    const line = defined({ line: config.line });
    const message = config.crashes ? config.message : unable(dockerd, config.message);
    return refused(dockerd, rules, { stage: 'load', message, ...line });
  }
  const settings = merge(config.document, dockerd);
  const error =
    twoDataRoots(dockerd, config.document) ??
    validate(dockerd, settings, config.document, rules) ??
    startError(dockerd, config.document) ??
    setUp(settings, dockerd.rules) ??
    builderError(dockerd, config.document);
  return error === undefined ? effective(settings, configFile, rules) : refused(dockerd, rules, error);
}

/** 20.10 has two keys for the data root, and takes one of them. Source: moby `daemon/config/config.go`. */
function twoDataRoots(dockerd: Dockerd, { given }: ConfigDocument): DockerError | undefined {
  const graph = settingOf(given, noFlags, 'graph');
  const areBothSet = isSet(graph) && isSet(settingOf(given, noFlags, 'data-root'));
  if (dockerd.rules.major >= 23 || !areBothSet) return undefined;
  const message = 'cannot specify both "graph" and "data-root" config file options';
  return errorOf('load', complaint(message, graph), unable(dockerd, message));
}

function isSet({ values }: Setting): boolean {
  return values.some((value) => value !== '');
}

/** Flags and file may both define runtimes; for a name in both, the file wins. */
function merge(document: ConfigDocument, { flags, defaultDataRoot }: Dockerd): Settings {
  const entries = new Map(document.runtimes);
  for (const [name, path] of flags.runtimes) {
    if (!entries.has(name)) entries.set(name, { path, args: [], runtimeType: '', options: new Map(), line: 0 });
  }
  return {
    entries,
    defaultRuntime: document.defaultRuntime || flags.defaultRuntime || stockRuntime,
    defaultRuntimeLine: document.defaultRuntime === '' ? undefined : document.defaultRuntimeLine,
    dataRoot: dataRootOf(document, flags, defaultDataRoot),
  };
}

/** The checks across entries: until 24 when the configuration is loaded, later when it is set up. */
function validate(
  dockerd: Dockerd,
  settings: Settings,
  document: ConfigDocument,
  rules: DockerRules,
): DockerError | undefined {
  // 20.10 checks the file alone first, so that its default must not be a runtime of a flag.
  const inFile = { ...settings, entries: document.runtimes, defaultRuntime: document.defaultRuntime || stockRuntime };
  const checksFile = !rules.implicit && dockerd.bytes !== undefined;
  const about = (flags: DockerFlags, runtimes: Settings) =>
    valueFault(document, flags, dockerd.rules) ??
    reservedName(runtimes) ??
    oldResourcesFault(document, flags, dockerd.rules) ??
    missingDefault(runtimes, rules) ??
    platformFault(document, flags, dockerd.rules);
  const aboutFile = checksFile ? about(noFlags, inFile) : undefined;
  const value = aboutFile ?? valueFault(document, dockerd.flags, dockerd.rules);
  const fault = value ?? about(dockerd.flags, settings);
  const isSetUpLater = !rules.validatesAtLoad && value === undefined;
  const last = fault === undefined || isSetUpLater ? lastFault(dockerd, document) : undefined;
  if (fault === undefined || last !== undefined) return last;
  if (isSetUpLater) return errorOf('setup', fault, fault.message);
  if (dockerd.bytes === undefined) return errorOf('load', fault, fault.message);
  const check =
    aboutFile === undefined
      ? 'merged configuration validation from file and command line flags failed'
      : 'configuration validation from file failed';
  return errorOf('load', fault, unable(dockerd, `${check}: ${fault.message}`));
}

function errorOf(stage: DockerError['stage'], { line, byFlag }: Complaint, message: string): DockerError {
  return defined({ stage, message, line: line === 0 ? undefined : line, byFlag });
}

/** Checked last, for the labels of file and flags, which may not both be given. */
function lastFault({ flags, rules }: Dockerd, document: ConfigDocument): DockerError | undefined {
  const labels = settingOf(document.given, flags, 'labels', 'label');
  const message = labelsFault(labels.values);
  const fault = message === undefined ? logLevelFault(document, flags, rules) : complaint(message, labels);
  return fault && errorOf('load', fault, fault.message);
}

function startError({ flags, rules }: Dockerd, document: ConfigDocument): DockerError | undefined {
  const fault = startFault(document, flags, rules);
  return fault && errorOf('setup', fault, fault.message);
}

/** The builder is made after everything else. */
function builderError({ rules }: Dockerd, document: ConfigDocument): DockerError | undefined {
  const fault = builderSizeFault(document, rules);
  return fault && errorOf('setup', fault, fault.message);
}

function effective({ entries, defaultRuntime }: Settings, configFile: string, rules: DockerRules): DockerRuntimes {
  const configured = [...entries]
    .filter(([name]) => rules.stockOverridable || !rules.stock.includes(name))
    .map(([name, entry]) => configuredRuntime(name, entry, configFile));
  const taken = new Set(configured.map(({ name }) => name));
  const stock = stockRuntimes(rules).filter(({ name }) => !taken.has(name));
  return { defaultRuntime, runtimes: [...stock, ...configured] };
}

function configuredRuntime(name: string, entry: RuntimeEntry, configFile: string): DockerRuntime {
  const { path, args, runtimeType, options, line } = entry;
  const definedIn = line === 0 ? { file: 'dockerd --add-runtime', line } : { file: configFile, line };
  if (runtimeType === '') {
    const given = args.length === 0 ? {} : { args };
    return { name, origin: 'configured', shim: runcShim, path, ...given, definedIn };
  }
  const given = options.size === 0 ? {} : { options: plainObject(options) };
  return { name, origin: 'configured', shim: runtimeType, runtimeType, ...given, definedIn };
}

function stopped(rules: DockerRules, error: DockerError): DockerRuntimes {
  return { defaultRuntime: stockRuntime, runtimes: stockRuntimes(rules), error };
}

function refused({ bytes }: Dockerd, rules: DockerRules, error: DockerError): DockerRuntimes {
  const objects = [...(bytes === undefined ? [] : namedObjects(decodeStream(bytes)))];
  if (objects.length === 0) return stopped(rules, error);
  return {
    ...stopped(rules, error),
    refusedNames: objects.map(([name]) => name),
    refusedLines: new Map(objects.map(([name, { line }]) => [name, line])),
    refusedRuntimes: objects.filter(([, { isRuntime }]) => isRuntime).map(([name]) => name),
  };
}

/** The runtimes that are built in. */
export function stockRuntimes(rules: DockerRules): DockerRuntime[] {
  return rules.stock.map((name) => ({
    name,
    origin: 'stock',
    shim: name === stockRuntime ? runcShim : name,
    path: stockRuntime,
  }));
}

/** dockerd's message about a configuration that it cannot load. */
export function unable({ configFile }: Pick<Dockerd, 'configFile'>, message: string): string {
  return `unable to configure the Docker daemon with file ${configFile}: ${message}`;
}
