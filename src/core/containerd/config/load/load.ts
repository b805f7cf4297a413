import type { ConfigFile, ConfigWarning } from '../../../../model/containerd/containerd-config.ts';
import type { Place, TomlTable } from '../../../../model/containerd/toml.ts';
import { defined } from '../../../../model/defined.ts';
import type { UnknownKey } from '../decode.ts';
import { mergeConfig } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { maxNodes } from '../toml/cursor.ts';
import { maxTomlBytes } from '../toml/read-toml.ts';
import { entryOf, tomlTable } from '../toml/value.ts';
import type { NamedFiles } from './files.ts';
import { expandImport } from './imports.ts';
import { migrateFile } from './migrate-file.ts';
import { type LoadFailure, readConfigFile } from './read-file.ts';

/** More files, and more in all of them, than any real configuration has: they bound the time of a reading. */
const maxFiles = 100;
const maxImports = 200;
/** Keys and values merged with each file, in all: a file is merged with everything before it. */
const maxMerged = 100_000;
const maxBytes = 2 * maxTomlBytes;

/** One file as it was decoded; `version` is 0 when the file gives none. */
export interface FilePart {
  readonly path: string;
  readonly version: number;
  readonly table: TomlTable;
  readonly unknown: readonly UnknownKey[];
}

/** What the walk over the main file and its imports merged, up to a failure if there was one. */
export interface Loaded {
  readonly files: readonly ConfigFile[];
  /** The last path of the walk, read or skipped: errors found after it name this one. */
  readonly lastPath: string;
  readonly table: TomlTable;
  readonly version: number;
  /** What each file itself says, before it is migrated and merged. */
  readonly parts: readonly FilePart[];
  readonly failure: LoadFailure | undefined;
  readonly warnings: readonly ConfigWarning[];
}

/** Reads the main file and what it imports, breadth first, each path once. */
export function loadConfig(main: string, files: NamedFiles, release: ConfigRelease): Loaded {
  const walk = new Walk(main, files, release);
  const failure = walk.run();
  return { ...walk.state, failure };
}

/** Nothing read: the configuration is the built-in one. */
export function loadNothing(release: ConfigRelease): Loaded {
  const table = tomlTable(new Map(), { file: '', line: 0, column: 0 });
  return { files: [], lastPath: '', table, version: release.ownVersion, parts: [], failure: undefined, warnings: [] };
}

/** A file to read, and the entry of `imports` that leads to it: its place, and the entry itself where it is a pattern. */
interface Queued {
  readonly path: string;
  readonly at?: Place;
  readonly pattern?: string;
}

class Walk {
  state: Loaded;
  readonly #files: NamedFiles;
  readonly #release: ConfigRelease;
  readonly #queue: Queued[];
  readonly #seen = new Set<string>();
  #bytes = 0;
  #nodes = 0;
  #merged = 0;
  #imports = 0;
  #rootVersion = 0;

  constructor(main: string, files: NamedFiles, release: ConfigRelease) {
    this.#files = files;
    this.#release = release;
    this.#queue = [{ path: main }];
    this.state = loadNothing(release);
  }

  run(): LoadFailure | undefined {
    for (let next = 0; next < this.#queue.length; next += 1) {
      const { path, at, pattern } = this.#queue[next] ?? { path: '' };
      // containerd names the path that it took last in its errors, also when it read that file before.
      this.state = { ...this.state, lastPath: path };
      if (this.#seen.has(path)) continue;
      const failure = this.#visit(path);
      // When a file cannot be opened, the place of the error is the entry that imports it.
      if (failure !== undefined) return failure.at === undefined ? defined({ ...failure, at, pattern }) : failure;
      this.#seen.add(path);
    }
    return undefined;
  }

  #visit(path: string): LoadFailure | undefined {
    const read = readConfigFile(path, this.#files, this.#release);
    if (!read.ok) return read.failure;
    this.#bytes += read.bytes;
    this.#nodes += read.nodes;
    this.#merged += this.#nodes;
    const excess = this.#excess();
    if (excess !== undefined) return { kind: 'unread', error: `${path}: more than ${excess}` };
    this.#warn(read.unknown.map(({ key, at }) => ({ text: 'Ignoring unknown key in TOML', key, at })));
    const part = { path, version: versionOf(read.table), table: read.table, unknown: read.unknown };
    this.state = { ...this.state, parts: [...this.state.parts, part] };
    return this.#merge(part);
  }

  #merge({ path, table: file, version }: FilePart): LoadFailure | undefined {
    const { fileMigration } = this.#release;
    if (this.#rootVersion === 0) this.#rootVersion = version;
    if (fileMigration === 'all' && version > this.#rootVersion) {
      const error = `drop-in config version ${version} higher than root config version ${this.#rootVersion}`;
      return defined({ kind: 'refuses' as const, error, at: entryOf(file, 'version')?.at });
    }
    const migrated = migrateFile(file, version, this.state.version, this.#release);
    if (!migrated.ok) return { kind: 'panics', error: migrated.panic };
    this.#warn(migrated.warnings);
    const merged = mergeConfig(this.state.table, migrated.table, this.#release);
    this.state = { ...this.state, table: merged, version: migrated.version || this.state.version };
    return this.#import(path, file, version);
  }

  /** What there is too much of in all files together. */
  #excess(): string | undefined {
    if (this.#seen.size >= maxFiles) return `${maxFiles} files of configuration`;
    if (this.#bytes > maxBytes) return `${maxBytes} bytes in all files`;
    if (this.#merged > maxMerged) return `${maxMerged} keys and values to merge`;
    return this.#nodes > maxNodes ? `${maxNodes} keys and values in all files` : undefined;
  }

  #import(path: string, file: TomlTable, version: number): LoadFailure | undefined {
    const imports: string[] = [];
    const list = entryOf(file, 'imports');
    for (const entry of list?.kind === 'array' ? list.items : []) {
      if (entry.kind !== 'string') continue;
      this.#imports += 1;
      if (this.#imports > maxImports) return { kind: 'unread', error: `${path}: more than ${maxImports} imports` };
      const found = expandImport(path, entry.value, this.#files, this.#release);
      if (!found.ok) return { kind: 'refuses', error: found.error, at: entry.at };
      imports.push(...found.paths);
      const pattern = entry.value.includes('*') ? entry.value : undefined;
      this.#queue.push(...found.paths.map((each) => defined({ path: each, at: entry.at, pattern })));
    }
    if (this.#queue.length > maxFiles * 100) {
      return { kind: 'unread', error: `${path}: imports of more than ${maxFiles * 100} files` };
    }
    const given = entryOf(file, 'version') === undefined ? undefined : version;
    this.state = { ...this.state, files: [...this.state.files, { path, version: given, imports }] };
    return undefined;
  }

  #warn(warnings: readonly ConfigWarning[]): void {
    if (this.#release.splitCri) this.state = { ...this.state, warnings: [...this.state.warnings, ...warnings] };
  }
}

function versionOf(file: TomlTable): number {
  const version = entryOf(file, 'version');
  return version?.kind === 'integer' ? Number(version.value) : 0;
}
