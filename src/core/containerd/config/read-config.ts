import type { ConfigWarning, ContainerdConfig, Outcome } from '../../../model/containerd/containerd-config.ts';
import type { TomlTable } from '../../../model/containerd/toml.ts';
import { type ConfigOptions, readCommandLine } from './command-line.ts';
import { type ConfigFiles, fromDirectory } from './load/files.ts';
import { type Loaded, loadConfig, loadNothing } from './load/load.ts';
import { migratedText, moveSection } from './load/migrate-file.ts';
import type { LoadFailure } from './load/read-file.ts';
import { validate, versionWarnings } from './load/validate.ts';
import type { ConfigRelease } from './release.ts';
import { proxiesOf, unknownProxy } from './start/proxies.ts';
import { startCri } from './start/start-cri.ts';
import { earlyFault, requiredFault } from './start/start-daemon.ts';
import { decodePlugins, type PluginSections } from './view/plugins.ts';
import { toSettings } from './view/settings.ts';

/** What decides how a containerd reads its configuration. */
export interface ConfigQuestion {
  readonly release: ConfigRelease;
  /** Its arguments, without its own name. */
  readonly parameters: readonly string[];
  /** It runs with these arguments, so none of them is wrong. */
  readonly runs?: true | undefined;
  readonly cwd: string;
  /** A file that is read instead of the one that the arguments name; it may be missing. */
  readonly givenFile?: string;
  /** The version of the control groups of its host. */
  readonly cgroups: 1 | 2;
}

/** The file that is read when nothing names one; it may be missing. */
export const defaultConfigFile = '/etc/containerd/config.toml';

/** Reads the configuration of a containerd as it would itself. Never throws, whatever the files hold. */
export function readContainerdConfig(question: ConfigQuestion, files: ConfigFiles): ContainerdConfig {
  const { splitCri } = question.release;
  const line = readCommandLine(question.parameters, { splitCri, runs: question.runs });
  if (!line.ok) return refused({ kind: 'refuses', error: line.error, isOfCommandLine: true });
  const seen = fromDirectory(files, question.cwd);
  const named = question.givenFile === undefined ? line.options.config : undefined;
  const path = question.givenFile ?? named ?? defaultConfigFile;
  const loaded = loadConfig(path, seen, question.release);
  // Without the option, a daemon whose default file is missing runs with what is built in.
  const missing = loaded.failure?.kind === 'missing' && loaded.lastPath === path && loaded.files.length === 0;
  if (named === '') return withoutName(settle(question, seen, line.options, path, loaded));
  if (!missing || named !== undefined) return settle(question, seen, line.options, path, loaded);
  const builtIn = settle(question, seen, line.options, undefined, loadNothing(question.release));
  return question.release.dumpsWithoutFile ? builtIn : { ...builtIn, dump: toOutcome(loaded.failure) };
}

function refused(outcome: Outcome): ContainerdConfig {
  const none = { main: undefined, files: [], settings: undefined, cri: undefined, address: undefined, warnings: [] };
  return { ...none, dump: outcome, start: outcome };
}

/** An empty name leads to no file. */
function withoutName({ start, ...config }: ContainerdConfig): ContainerdConfig {
  return { ...config, start: start.kind === 'refuses' ? { ...start, isOfCommandLine: true } : start };
}

function toOutcome(failure: LoadFailure | undefined): Outcome {
  if (failure === undefined) return { kind: 'works' };
  const { kind, ...rest } = failure;
  return { kind: kind === 'missing' ? 'refuses' : kind, ...rest };
}

function settle(
  question: ConfigQuestion,
  files: ConfigFiles,
  options: ConfigOptions,
  main: string | undefined,
  loaded: Loaded,
): ContainerdConfig {
  const { release } = question;
  const about = main === undefined ? [] : versionWarnings(loaded, release).map((text) => ({ text }));
  const warnings = loaded.failure === undefined ? [...loaded.warnings, ...about] : loaded.warnings;
  const base = { ...refused(toOutcome(loaded.failure)), main, files: loaded.files, warnings };
  const shown = loaded.failure?.kind === 'missing' && release.dumpsWithoutFile;
  if (loaded.failure !== undefined && !shown) return base;
  const invalid = loaded.failure === undefined ? validate(loaded, release) : undefined;
  if (invalid !== undefined) return { ...base, ...bothEnd({ kind: 'refuses', ...invalid }) };
  const merged = finalMigration(loaded, release);
  if (!merged.ok) return { ...base, ...bothEnd({ kind: 'panics', error: merged.panic }) };
  const plugins = decodePlugins(merged.table, loaded.version, release);
  const all = [...warnings, ...merged.warnings, ...plugins.warnings];
  const dump = dumpOutcome(merged.table, plugins, release);
  const settings = toSettings(loaded, merged.table, plugins, release);
  const dumped = { ...base, warnings: all, settings, dump };
  if (loaded.failure !== undefined) return { ...dumped, start: toOutcome(loaded.failure) };
  return startDaemon(dumped, question, files, options, { loaded, table: merged.table, plugins });
}

function bothEnd(outcome: Outcome): Pick<ContainerdConfig, 'dump' | 'start'> {
  return { dump: outcome, start: outcome };
}

type Merged =
  | { readonly ok: true; readonly table: TomlTable; readonly warnings: readonly ConfigWarning[] }
  | { readonly ok: false; readonly panic: string };

/** 2.0 to 2.2 move the CRI section once, after all files are merged, when their common version is old. */
function finalMigration({ table, version }: Loaded, release: ConfigRelease): Merged {
  if (release.fileMigration !== 'names' || version >= release.ownVersion) return { ok: true, table, warnings: [] };
  const moved = moveSection(table, release);
  return moved.ok ? { ...moved, warnings: [{ text: migratedText(version), runOnly: true }] } : moved;
}

function dumpOutcome(table: TomlTable, plugins: PluginSections, release: ConfigRelease): Outcome {
  const proxy = unknownProxy(table, release);
  if (proxy !== undefined) return { kind: 'panics', ...proxy };
  if (plugins.fault === undefined) return { kind: 'works' };
  const { panics, message, at } = plugins.fault;
  return { kind: panics === true ? 'panics' : 'refuses', error: message, at };
}

interface Ready {
  readonly loaded: Loaded;
  readonly table: TomlTable;
  readonly plugins: PluginSections;
}

function startDaemon(
  dumped: ContainerdConfig,
  { release, cgroups }: ConfigQuestion,
  files: ConfigFiles,
  options: ConfigOptions,
  { loaded, table, plugins }: Ready,
): ContainerdConfig {
  const { settings } = dumped;
  if (settings === undefined) return dumped;
  const early = earlyFault(settings, options);
  if (early !== undefined) return { ...dumped, start: { kind: 'refuses', ...early } };
  if (dumped.dump.kind !== 'works') return { ...dumped, start: dumped.dump };
  if (release.fileMigration === 'names' && loaded.version < 0) {
    const error = `runtime error: index out of range [${loaded.version}]`;
    return { ...dumped, start: { kind: 'panics', error } };
  }
  const { state, warnings } = startCri({ plugins, proxies: proxiesOf(table), files, cgroups, release });
  const required = requiredFault(table, loaded.version, state, plugins.isDisabled, release);
  const all = [...dumped.warnings, ...warnings.map((text) => ({ text, runOnly: true as const }))];
  if (required !== undefined) return { ...dumped, warnings: all, start: { kind: 'refuses', ...required } };
  const address = options.address ?? settings.grpcAddress.value;
  return { ...dumped, warnings: all, start: { kind: 'works' }, cri: state, address };
}
