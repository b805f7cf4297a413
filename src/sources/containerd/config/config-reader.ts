import { isDeepStrictEqual } from 'node:util';
import type { ConfigFiles } from '../../../core/containerd/config/load/files.ts';
import {
  type ConfigQuestion,
  defaultConfigFile,
  readContainerdConfig,
} from '../../../core/containerd/config/read-config.ts';
import { configRelease, configReleaseOf } from '../../../core/containerd/config/release.ts';
import { whyUnread } from '../../../core/go/errno-text.ts';
import { absolutePath } from '../../../core/go/path.ts';
import { bugMessage } from '../../../errors.ts';
import type { ContainerdConfig, Outcome } from '../../../model/containerd/containerd-config.ts';
import { defined } from '../../../model/defined.ts';
import type { ConfigFacts, ConfigFault, UnimportedFile } from '../../../model/host/containerd-facts.ts';
import type { Credentials } from '../../../model/host/file-fact.ts';
import type { WrittenFile } from '../../../model/host/written-file.ts';
import type { SourceState } from '../../../model/inventory/source.ts';
import type { HostFiles } from '../../host-files.ts';
import type { Reading } from '../../reading.ts';
import { commandLineError } from '../settings-unread.ts';
import { RecordedFiles } from './recorded-files.ts';
import { unimportedFiles } from './unimported.ts';

/** Which containerd reads its configuration, and how it was started. */
export interface ConfigRequest extends Pick<ConfigQuestion, 'parameters' | 'cwd' | 'givenFile'> {
  readonly version: string;
  /** Version of the TOML library that it is built with; the one of the release where it is not known. */
  readonly tomlLibrary?: string | undefined;
  /** Present while it runs, because it keeps using what it read at its start. */
  readonly pid: number | undefined;
  /** The user it runs as: a file that it names is opened only if that user may read it. */
  readonly user?: Credentials | undefined;
  /** Why it is not known which file it reads. */
  readonly unread?: string | undefined;
  /** The file that another program writes before it starts this containerd. */
  readonly written?: WrittenFile | undefined;
}

interface Parsed {
  readonly request: ConfigRequest;
  readonly cgroups: 1 | 2;
  /** What containerd itself asks for. */
  readonly files: RecordedFiles;
  /** What is looked at in addition; it does not decide whether containerd starts. */
  readonly additions: RecordedFiles;
  readonly config: ContainerdConfig;
  readonly unimported: readonly UnimportedFile[];
  /** The other TOML library with which containerd would start. */
  readonly acceptedBy?: string;
}

/** Reads containerd's configuration, parses it only when a file differs, and keeps the last one that works. */
export class ConfigReader {
  readonly #files: HostFiles;
  readonly #readConfig: typeof readContainerdConfig;
  #parsed: Parsed | undefined;
  #good: Parsed | undefined;

  constructor(files: HostFiles, readConfig = readContainerdConfig) {
    this.#files = files;
    this.#readConfig = readConfig;
  }

  read(request: ConfigRequest): Reading<ConfigFacts> {
    const parsed = this.#parse(request);
    this.#parsed = parsed;
    const { config, files, additions, unimported } = parsed;
    const file = absolutePath(config.main ?? request.givenFile ?? defaultConfigFile, request.cwd);
    const fault = faultOf(config.start, files, parsed.acceptedBy);
    if (fault === undefined) this.#good = parsed;
    const good = this.#good;
    const isStale = fault !== undefined && good !== undefined && isDeepStrictEqual(good.request, request);
    return {
      facts: defined({
        file,
        linkedTo: this.#targetOf(file),
        files: files.opened,
        directories: files.listed,
        unimported: unimported.length === 0 ? undefined : unimported,
        inForce: isStale ? good.config : config,
        fault,
      }),
      states: [stateOf(file, config, fault, { isStale, request, isWritten: files.isWritten })],
      dependsOn: [...new Set([file, ...files.paths, ...additions.paths, ...(isStale ? good.files.paths : [])])],
    };
  }

  /** A link may lead to a file that nobody can change, such as one of NixOS. */
  #targetOf(file: string): string | undefined {
    return this.#files.readLink(file) === undefined ? undefined : this.#files.realPath(file);
  }

  #parse(request: ConfigRequest): Parsed {
    const known = this.#parsed;
    const cgroups = cgroupsOf(this.#files);
    const isKnown = known !== undefined && known.cgroups === cgroups && isDeepStrictEqual(known.request, request);
    if (isKnown && known.files.stillTrue() && known.additions.stillTrue()) return known;
    const files = new RecordedFiles(this.#files, request);
    const { parameters, cwd, givenFile } = request;
    const runs = request.pid === undefined ? undefined : (true as const);
    const question = defined({ release: configReleaseOf(request), parameters, runs, cwd, givenFile, cgroups });
    const config = this.#settingsOf(request, question, files);
    const accepted = acceptedBy(request, question, files, config);
    const additions = new RecordedFiles(this.#files, request);
    const main = absolutePath(config.main ?? givenFile ?? defaultConfigFile, cwd);
    const unimported =
      request.unread === undefined ? unimportedFiles(main, question, new Set(files.opened), additions) : [];
    return defined({ request, cgroups, files, additions, config, unimported, acceptedBy: accepted });
  }

  #settingsOf({ unread: why }: ConfigRequest, question: ConfigQuestion, files: RecordedFiles): ContainerdConfig {
    if (why !== undefined) return unread(question, why);
    return unlessUnlisted(this.#guarded(question, files), question, files);
  }

  /** If reading throws an error, this configuration is unread: a bug here must not stop a look at everything else. */
  #guarded(question: ConfigQuestion, files: ConfigFiles): ContainerdConfig {
    try {
      return this.#readConfig(question, files);
    } catch (error) {
      return unread(question, bugMessage(error));
    }
  }
}

/** A directory that `imports` names and that cannot be listed may have files with any setting. */
function unlessUnlisted(
  config: ContainerdConfig,
  question: ConfigQuestion,
  { unlisted }: RecordedFiles,
): ContainerdConfig {
  return unlisted === undefined ? config : unread(question, unreadText('list', unlisted));
}

function unread(question: ConfigQuestion, error: string): ContainerdConfig {
  return { ...readContainerdConfig(question, nothingThere), start: { kind: 'unread', error } };
}

const nothingThere: ConfigFiles = { read: () => ({ ok: false, step: 'open', errno: 'ENOENT' }), list: () => [] };

/**
 * The newest TOML library, when it accepts what the library of the release refuses and nothing names the one that this
 * containerd is built with. Distributions may build with a newer one: Debian's 2.1.9 has 2.4.3, upstream's 2.2.4.
 */
function acceptedBy(
  { version, tomlLibrary }: ConfigRequest,
  question: ConfigQuestion,
  files: RecordedFiles,
  { start }: ContainerdConfig,
): string | undefined {
  const newest = '2.4';
  const { loose, library } = question.release.toml;
  if (start.kind !== 'refuses' || tomlLibrary !== undefined || loose || library === newest) return undefined;
  const other = readContainerdConfig({ ...question, release: configRelease(version, newest) }, files);
  return other.start.kind === 'works' ? newest : undefined;
}

/** Version 1 is a host with a directory for each controller and no unified tree. */
function cgroupsOf(files: HostFiles): 1 | 2 {
  const isUnified = files.isPresent('/sys/fs/cgroup/cgroup.controllers');
  return !isUnified && files.isPresent('/sys/fs/cgroup/memory') ? 1 : 2;
}

function faultOf(
  start: Outcome,
  { unreadable, unlisted }: RecordedFiles,
  acceptedBy: string | undefined,
): ConfigFault | undefined {
  if (start.kind === 'works') return undefined;
  if (unlisted !== undefined) return { outcome: start, errno: unlisted[1] };
  const [failed] = unreadable;
  if (failed === undefined) return defined({ outcome: start, acceptedBy });
  return { outcome: { kind: 'unread', error: unreadText('read', failed) }, errno: failed[1] };
}

function unreadText(what: 'read' | 'list', [path, errno]: readonly [string, string]): string {
  return `Cannot ${what} "${path}": ${whyUnread(errno)}`;
}

interface ReadingCase {
  readonly request: ConfigRequest;
  /** The last good configuration is in effect. */
  readonly isStale: boolean;
  readonly isWritten: boolean;
}

function stateOf(
  file: string,
  { files, start }: ContainerdConfig,
  fault: ConfigFault | undefined,
  { isStale, request, isWritten }: ReadingCase,
): SourceState {
  const source = 'containerd-config';
  if (request.unread !== undefined) return { source, state: 'unreadable', message: request.unread };
  const written = isWritten ? request.written : undefined;
  const ofCommandLine = fault && commandLineError(fault.outcome);
  if (ofCommandLine !== undefined) return { source, state: 'unreadable', message: ofCommandLine };
  if (fault !== undefined)
    return { source, state: isStale ? 'stale' : 'unreadable', file, message: fault.outcome.error };
  if (written !== undefined) return { source, state: 'assumed', file, message: written.message };
  return { source, state: files.length === 0 && start.kind === 'works' ? 'absent' : 'read', file };
}
