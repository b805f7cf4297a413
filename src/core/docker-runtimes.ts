import type { DockerRuntime, DockerRuntimes } from '../model/observation.ts';
import type { ConfigDocument } from './docker/config-document.ts';
import { type ConfigRules, configRules } from './docker/config-rules.ts';
import { type DockerFlags, parseDockerFlags } from './docker/docker-flags.ts';
import { optionsOf } from './docker/known-options.ts';
import { loadConfig } from './docker/load-config.ts';
import { faultOfRuntime } from './docker/runtime-setup.ts';
import type { RuntimeEntry } from './docker/runtimes-decoder.ts';
import { type DockerRules, dockerRules } from './docker-rules.ts';
import { plainObject } from './go-value.ts';
import { checkPermission } from './permission.ts';

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

const stockRuntime = 'runc';
const runcShim = 'io.containerd.runc.v2';
const defaultDataRoot = '/var/lib/docker';

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

interface Settings {
  readonly entries: ReadonlyMap<string, RuntimeEntry>;
  readonly defaultRuntime: string;
  readonly defaultRuntimeLine: number | undefined;
  readonly dataRoot: string;
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
    dataRoot: document.dataRoot || flags.given.get('data-root')?.values.at(-1) || defaultDataRoot,
  };
}

/** The checks that concern no entry alone: until 24 when the configuration is loaded, later when it is set up. */
function validate(
  input: DockerInput,
  settings: Settings,
  document: ConfigDocument,
  rules: DockerRules,
): DockerError | undefined {
  const fault = reservedName(settings) ?? missingDefault(settings, rules);
  if (fault === undefined) return undefined;
  const line = fault.line === undefined || fault.line === 0 ? {} : { line: fault.line };
  if (!rules.validatesAtLoad) return { stage: 'setup', message: fault.message, ...line };
  if (input.bytes === undefined) return { stage: 'load', message: fault.message, ...line };
  // 20.10 looks at the file alone first, and through other words.
  const inFile = { ...settings, entries: document.runtimes, defaultRuntime: document.defaultRuntime || stockRuntime };
  const aboutFile = !rules.implicit && (reservedName(inFile) ?? missingDefault(inFile, rules)) !== undefined;
  const check = aboutFile
    ? 'configuration validation from file failed'
    : 'merged configuration validation from file and command line flags failed';
  return { stage: 'load', message: unable(input, `${check}: ${fault.message}`), ...line };
}

interface Complaint {
  readonly message: string;
  readonly line: number | undefined;
}

function reservedName({ entries }: Settings): Complaint | undefined {
  const entry = entries.get(stockRuntime);
  return entry === undefined ? undefined : { message: `runtime name '${stockRuntime}' is reserved`, line: entry.line };
}

function missingDefault(settings: Settings, rules: DockerRules): Complaint | undefined {
  const { entries, defaultRuntime, defaultRuntimeLine } = settings;
  const known = rules.stock.includes(defaultRuntime) || entries.has(defaultRuntime);
  if (known || checkPermission(defaultRuntime, rules).permitted) return undefined;
  return { message: `specified default runtime '${defaultRuntime}' does not exist`, line: defaultRuntimeLine };
}

/** dockerd stops at the first bad entry it meets, in the random order of a Go map. */
function setUp({ entries, dataRoot }: Settings, config: ConfigRules): DockerError | undefined {
  const faults = [...entries].flatMap(([name, entry]) => {
    const message = faultOfRuntime(name, entry, config, dataRoot);
    return message === undefined ? [] : [{ message, line: entry.line }];
  });
  const [first] = faults;
  if (first === undefined) return undefined;
  return {
    stage: 'setup',
    message: first.message,
    ...(faults.length > 1 ? { anyOf: faults.map(({ message }) => message) } : {}),
    ...(first.line === 0 ? {} : { line: first.line }),
  };
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

function stockRuntimes(rules: DockerRules): DockerRuntime[] {
  return rules.stock.map((name) => ({
    name,
    origin: 'stock',
    shim: name === stockRuntime ? runcShim : name,
    path: stockRuntime,
  }));
}

function unable(input: DockerInput, message: string): string {
  return `unable to configure the Docker daemon with file ${input.configFile}: ${message}`;
}
