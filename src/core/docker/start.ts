import type { DockerRuntime, DockerRuntimes } from '../../model/observation.ts';
import { plainObject } from '../go/value.ts';
import { type Complaint, missingDefault, reservedName, type Settings, setUp, stockRuntime } from './config/checks.ts';
import { type ConfigDocument, dataRootOf } from './config/document.ts';
import { type DockerFlags, parseDockerFlags } from './config/flags.ts';
import { optionsOf } from './config/known-options.ts';
import { loadConfig } from './config/load.ts';
import { configRules } from './config/release.ts';
import type { RuntimeEntry } from './config/runtimes-decoder.ts';
import { type DockerRules, dockerRules } from './release.ts';

/** What dockerd was started with, and the file it reads. */
export interface DockerInput {
  readonly configFile: string;
  /** The file was named on the command line. */
  readonly explicit: boolean;
  /** Absent when the file could not be read; `errno` says why, `ENOENT` unless given. */
  readonly bytes: Uint8Array | undefined;
  readonly errno?: string;
  /** Arguments of dockerd. */
  readonly flags: readonly string[];
  readonly version: string;
}

type DockerError = NonNullable<DockerRuntimes['error']>;

/** The shim behind every runtime that is a path. */
export const runcShim = 'io.containerd.runc.v2';

/**
 * Tells which runtimes dockerd makes of its flags and its daemon.json, or the error it stops with. Never throws.
 *
 * With an error only the stock runtimes are given: dockerd takes all entries or does not start.
 */
export function evaluateDocker(input: DockerInput): DockerRuntimes {
  const rules = dockerRules(input.version);
  const config = configRules(input.version);
  const options = optionsOf(config.major);
  const flags = parseDockerFlags(input.flags, options);
  if (flags.error !== undefined) return stopped(rules, { stage: 'flag', message: flags.error });
  const loaded = loadConfig(input, flags, options, config);
  if (!loaded.ok) {
    const line = loaded.line === undefined ? {} : { line: loaded.line };
    return stopped(rules, { stage: 'load', message: unable(input, loaded.message), ...line });
  }
  const settings = merge(loaded.document, flags);
  const error = validate(input, settings, loaded.document, rules) ?? setUp(settings, config);
  return error === undefined ? effective(settings, input.configFile, rules) : stopped(rules, error);
}

/** Flags and file may both define runtimes; of one name the file's counts. */
function merge(document: ConfigDocument, flags: DockerFlags): Settings {
  const entries = new Map(document.runtimes);
  for (const [name, path] of flags.runtimes) {
    if (!entries.has(name)) entries.set(name, { path, args: [], runtimeType: '', options: new Map(), line: 0 });
  }
  return {
    entries,
    defaultRuntime: document.defaultRuntime || flags.defaultRuntime || stockRuntime,
    defaultRuntimeLine: document.defaultRuntime === '' ? undefined : document.defaultRuntimeLine,
    dataRoot: dataRootOf(document, flags),
  };
}

/** The checks that concern no entry alone: until 24 when the configuration is loaded, later when it is set up. */
function validate(
  input: DockerInput,
  settings: Settings,
  document: ConfigDocument,
  rules: DockerRules,
): DockerError | undefined {
  // 20.10 looks at the file alone first, so that a default from there may not be a runtime of a flag.
  const inFile = { ...settings, entries: document.runtimes, defaultRuntime: document.defaultRuntime || stockRuntime };
  const aboutFile = rules.implicit || input.bytes === undefined ? undefined : faultOf(inFile, rules);
  const fault = aboutFile ?? faultOf(settings, rules);
  if (fault === undefined) return undefined;
  const line = fault.line === undefined || fault.line === 0 ? {} : { line: fault.line };
  if (!rules.validatesAtLoad) return { stage: 'setup', message: fault.message, ...line };
  if (input.bytes === undefined) return { stage: 'load', message: fault.message, ...line };
  const check =
    aboutFile === undefined
      ? 'merged configuration validation from file and command line flags failed'
      : 'configuration validation from file failed';
  return { stage: 'load', message: unable(input, `${check}: ${fault.message}`), ...line };
}

function faultOf(settings: Settings, rules: DockerRules): Complaint | undefined {
  return reservedName(settings) ?? missingDefault(settings, rules);
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

/** The runtimes that are built in. */
export function stockRuntimes(rules: DockerRules): DockerRuntime[] {
  return rules.stock.map((name) => ({
    name,
    origin: 'stock',
    shim: name === stockRuntime ? runcShim : name,
    path: stockRuntime,
  }));
}

/** How dockerd introduces what it cannot load. */
export function unable({ configFile }: Pick<DockerInput, 'configFile'>, message: string): string {
  return `unable to configure the Docker daemon with file ${configFile}: ${message}`;
}
