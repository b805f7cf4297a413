import type { ConfigFile, ConfigWarning } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { mergeConfig, textsOf } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf, tomlTable } from '../toml/value.ts';
import type { ConfigFiles } from './files.ts';
import { expandImport } from './imports.ts';
import { migrateFile } from './migrate-file.ts';
import { type LoadFailure, readConfigFile } from './read-file.ts';

/** More files, and more bytes in all of them, than any real configuration has. */
const maxFiles = 1000;
const maxBytes = 16 * 1024 * 1024;

/** What the walk over the main file and its imports merged, up to a failure if there was one. */
export interface Loaded {
  readonly files: readonly ConfigFile[];
  /** The last file of the walk: errors found after it name this one. */
  readonly lastPath: string;
  readonly table: TomlTable;
  readonly version: number;
  readonly failure: LoadFailure | undefined;
  readonly warnings: readonly ConfigWarning[];
}

/** Reads the main file and what it imports, breadth first, each path once. */
export function loadConfig(main: string, files: ConfigFiles, release: ConfigRelease): Loaded {
  const walk = new Walk(main, files, release);
  const failure = walk.run();
  return { ...walk.state, failure };
}

/** Nothing read: the configuration is the built-in one. */
export function loadNothing(release: ConfigRelease): Loaded {
  const table = tomlTable(new Map(), { file: '', line: 0, column: 0 });
  return { files: [], lastPath: '', table, version: release.ownVersion, failure: undefined, warnings: [] };
}

class Walk {
  state: Loaded;
  readonly #files: ConfigFiles;
  readonly #release: ConfigRelease;
  readonly #queue: string[];
  readonly #seen = new Set<string>();
  #bytes = 0;
  #rootVersion = 0;

  constructor(main: string, files: ConfigFiles, release: ConfigRelease) {
    this.#files = files;
    this.#release = release;
    this.#queue = [main];
    this.state = loadNothing(release);
  }

  run(): LoadFailure | undefined {
    for (let next = 0; next < this.#queue.length; next += 1) {
      const path = this.#queue[next] ?? '';
      if (this.#seen.has(path)) continue;
      const failure = this.#visit(path);
      if (failure !== undefined) return failure;
      this.#seen.add(path);
    }
    return undefined;
  }

  #visit(path: string): LoadFailure | undefined {
    this.state = { ...this.state, lastPath: path };
    const read = readConfigFile(path, this.#files, this.#release);
    if (!read.ok) return read.failure;
    this.#bytes += read.bytes;
    if (this.#seen.size >= maxFiles || this.#bytes > maxBytes) {
      return { kind: 'unread', error: `more than ${maxFiles} files or ${maxBytes} bytes of configuration` };
    }
    this.#warn(read.unknown.map(({ key, at }) => ({ text: 'Ignoring unknown key in TOML', key, at })));
    return this.#merge(path, read.table);
  }

  #merge(path: string, file: TomlTable): LoadFailure | undefined {
    const version = versionOf(file);
    const { fileMigration } = this.#release;
    if (this.#rootVersion === 0) this.#rootVersion = version;
    if (fileMigration === 'all' && version > this.#rootVersion) {
      const error = `drop-in config version ${version} higher than root config version ${this.#rootVersion}`;
      return { kind: 'refuses', error };
    }
    const migrated = migrateFile(file, version, this.state.version, this.#release);
    if (!migrated.ok) return { kind: 'panics', error: migrated.panic };
    this.#warn(migrated.warnings);
    const merged = mergeConfig(this.state.table, migrated.table, this.#release);
    this.state = { ...this.state, table: merged, version: migrated.version || this.state.version };
    return this.#import(path, file, version);
  }

  #import(path: string, file: TomlTable, version: number): LoadFailure | undefined {
    const imports: string[] = [];
    for (const entry of textsOf(file, 'imports')) {
      const found = expandImport(path, entry, this.#files, this.#release);
      if (!found.ok) return { kind: 'refuses', error: found.error };
      imports.push(...found.paths);
    }
    this.#queue.push(...imports);
    if (this.#queue.length > maxFiles * 100) return { kind: 'unread', error: 'too many imports' };
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
