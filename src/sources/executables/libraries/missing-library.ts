import { posix } from 'node:path';
import { defined } from '../../../model/defined.ts';
import type { HostFiles } from '../../host-files.ts';
import { type DynamicSection, readDynamicSection } from '../elf/dynamic-section.ts';
import { type ElfFile, readElf } from '../elf/elf-file.ts';
import { machineOf } from '../elf/machines.ts';
import type { LoaderRules } from './loader-rules.ts';

/** A library that is not where the loader looks, and the file that needs it. */
export interface MissingLibrary {
  readonly library: string;
  readonly neededBy: string;
  readonly certain: boolean;
  /** The version that the library lacks; absent when the library itself is missing. */
  readonly version?: string;
  /** Why the loader of glibc refuses the file that it finds, in its words. */
  readonly damage?: string;
  /** The library that lacks the version or is damaged. */
  readonly foundAt?: string;
}

/** A file that ends the search of the loader, because it is not a library. */
interface Damaged {
  readonly foundAt: string;
  readonly damage: string;
}

/** A program or library under way, with the files that led to it. */
interface Loaded {
  readonly path: string;
  readonly elf: ElfFile;
  readonly dynamic: DynamicSection;
  readonly parent?: Loaded;
}

interface Search {
  readonly files: HostFiles;
  readonly rules: LoaderRules;
  readonly loader: string;
  /** Directories of LD_LIBRARY_PATH. */
  readonly ldLibraryPath: readonly string[];
}

const MAX_OBJECTS = 256;
/** Libraries that musl's loader is itself: `ldso/dynlink.c`, `load_library`. */
const MUSL_OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

/**
 * Looks for every library that a program needs, and for the libraries that they need, as its loader would; gives the first
 * missing one. Bounded by the number of files.
 */
export function findMissingLibrary(
  files: HostFiles,
  program: string,
  loader: string,
  rules: LoaderRules,
  ldLibraryPath: string | undefined,
): MissingLibrary | undefined {
  const directories = (ldLibraryPath ?? '').split(/[:;]/).filter((directory) => directory.startsWith('/'));
  const search: Search = { files, rules, loader, ldLibraryPath: directories };
  const first = load(files, files.realPath(program) ?? program, undefined);
  return first === undefined ? undefined : searchAll(search, first);
}

function searchAll(search: Search, first: Loaded): MissingLibrary | undefined {
  const queue: Loaded[] = [first];
  const known = new Map<string, Loaded>();
  for (let next = queue.shift(); next !== undefined && known.size < MAX_OBJECTS; next = queue.shift()) {
    const by = next;
    const names = new Set(by.dynamic.needed.filter((name) => !known.has(name) && !isLeftOut(search, name)));
    for (const name of names) {
      const found = findLibrary(search, name, by, first);
      if (found === undefined) return { library: name, neededBy: by.path, certain: isCertain(search, name) };
      if ('damage' in found) return { library: name, neededBy: by.path, certain: isCertain(search, name), ...found };
      known.set(name, found).set(found.dynamic.soname ?? name, found);
      queue.push(found);
    }
  }
  return search.rules.libc === 'glibc' ? missingVersion([first, ...known.values()], known) : undefined;
}

/** A library without any versions is taken as it is: glibc `elf/dl-version.c`, `match_symbol`. */
function missingVersion(loaded: readonly Loaded[], known: ReadonlyMap<string, Loaded>): MissingLibrary | undefined {
  for (const { path: neededBy, dynamic } of loaded) {
    for (const { library, version } of dynamic.wants ?? []) {
      const found = known.get(library);
      const has = found?.dynamic.has;
      if (found === undefined || has === undefined || has.includes(version)) continue;
      return { library, neededBy, certain: true, version, foundAt: found.path };
    }
  }
  return undefined;
}

/** The loader itself. */
function isLeftOut({ rules, loader }: Search, name: string): boolean {
  if (name.includes('/')) return false;
  return (rules.libc === 'musl' && MUSL_OWN.test(name)) || name === posix.basename(loader);
}

function isCertain({ rules }: Search, name: string): boolean {
  return rules.isKnown || name.includes('/');
}

function findLibrary(search: Search, name: string, by: Loaded, program: Loaded): Loaded | Damaged | undefined {
  const candidates = name.includes('/') ? ownPath(name) : candidatePaths(search, name, by, program);
  for (const candidate of candidates) {
    const loaded = load(search.files, candidate, by);
    // A file for another machine is passed over.
    if (loaded !== undefined && sameMachine(loaded.elf, program.elf)) return loaded;
    const damage =
      loaded === undefined && search.rules.libc === 'glibc' ? damageOf(search.files, candidate) : undefined;
    if (damage !== undefined) return { foundAt: candidate, damage };
  }
  return undefined;
}

const ELF_HEADER_BYTES = 64;

/** Why a file that is there cannot be a library. Source: glibc `elf/dl-load.c`, `open_verify`. */
function damageOf(files: HostFiles, file: string): string | undefined {
  const opened = files.open(file, (readAt) => readAt(0, ELF_HEADER_BYTES));
  if (!opened.ok) return opened.errno === 'EISDIR' ? 'cannot read file data: Error 21' : undefined;
  if (opened.value.length < ELF_HEADER_BYTES) return 'file too short';
  return opened.value.toString('latin1', 0, 4) === '\x7fELF' ? undefined : 'invalid ELF header';
}

/** A relative path is looked up where the shim is started: in the bundle of the container, which has no libraries. */
function ownPath(name: string): string[] {
  return name.startsWith('/') ? [name] : [];
}

function* candidatePaths(
  { rules, ldLibraryPath }: Search,
  name: string,
  by: Loaded,
  program: Loaded,
): Generator<string> {
  const rpath = rules.libc === 'musl' ? muslRunPaths(by) : rpaths(by, program);
  const runpath = by.dynamic.runpath === undefined ? [] : expand(by.dynamic.runpath, by);
  const inPaths = (directories: readonly string[]) =>
    directories.map((directory) => `${directory.replace(/\/+$/, '')}/${name}`);
  yield* inPaths([...rpath, ...ldLibraryPath, ...runpath]);
  yield* rules.cache.get(name) ?? [];
  yield* inPaths(rules.directories());
}

/** DT_RPATH of the file and of the files that led to it, where the file has no DT_RUNPATH (ld.so(8)). */
function rpaths(by: Loaded, program: Loaded): string[] {
  if (by.dynamic.runpath !== undefined) return [];
  const chain: Loaded[] = [];
  for (let one: Loaded | undefined = by; one !== undefined; one = one.parent) chain.push(one);
  if (!chain.includes(program)) chain.push(program);
  return chain.flatMap((one) =>
    one.dynamic.rpath === undefined || one.dynamic.runpath !== undefined ? [] : expand(one.dynamic.rpath, one),
  );
}

/** musl takes either one, of the file and of the files that led to it. */
function muslRunPaths(by: Loaded): string[] {
  const directories: string[] = [];
  for (let one: Loaded | undefined = by; one !== undefined; one = one.parent) {
    const text = one.dynamic.runpath ?? one.dynamic.rpath;
    if (text !== undefined) directories.push(...expand(text, one));
  }
  return directories;
}

const MAX_DIRECTORIES = 64;
/** Values of `$LIB` on the distributions, and of `$PLATFORM` on the machines that have one. */
const LIB = ['lib', 'lib64', 'lib/x86_64-linux-gnu', 'lib/aarch64-linux-gnu', 'lib32'];
const PLATFORMS: Readonly<Record<number, readonly string[]>> = {
  62: ['x86_64', 'haswell'],
  183: ['aarch64'],
  3: ['i686'],
};

/** Expands `$ORIGIN`, `$LIB` and `$PLATFORM`; a relative directory is left out. */
function expand(text: string, { path: file, elf }: Loaded): string[] {
  const origin = posix.dirname(file);
  const withOrigin = text.split(':').map((directory) => directory.replace(/\$(?:\{ORIGIN\}|ORIGIN\b)/g, () => origin));
  const withLib = withOrigin.flatMap((directory) => replaceEach(directory, /\$(?:\{LIB\}|LIB\b)/g, LIB));
  const platforms = PLATFORMS[elf.machine] ?? [];
  return withLib
    .flatMap((directory) => replaceEach(directory, /\$(?:\{PLATFORM\}|PLATFORM\b)/g, platforms))
    .filter((directory) => directory.startsWith('/'))
    .slice(0, MAX_DIRECTORIES);
}

function replaceEach(text: string, pattern: RegExp, values: readonly string[]): string[] {
  return text.search(pattern) < 0 ? [text] : values.map((value) => text.replace(pattern, value));
}

function load(files: HostFiles, file: string, parent: Loaded | undefined): Loaded | undefined {
  const opened = files.open(file, (readAt) => {
    const reading = readElf(readAt);
    if (reading.kind !== 'elf') return undefined;
    return { elf: reading.elf, dynamic: readDynamicSection(reading.elf, readAt) ?? { needed: [] } };
  });
  if (!opened.ok || opened.value === undefined) return undefined;
  return defined({ path: file, ...opened.value, parent });
}

function sameMachine(a: ElfFile, b: ElfFile): boolean {
  const [one, other] = [machineOf(a), machineOf(b)];
  return one.code === other.code && one.wide === other.wide && one.little === other.little;
}
