import { posix } from 'node:path';
import type { LoaderLibrary } from '../../../model/host/execution-fault.ts';
import type { HostFiles } from '../../host-files.ts';
import type { LibraryCache } from './ld-so-cache.ts';

/** How one loader looks for libraries. */
export interface LoaderRules {
  readonly libc: LoaderLibrary;
  readonly cache: LibraryCache;
  /** Read when they are asked for: the cache has most libraries. */
  readonly directories: () => readonly string[];
  /** False where the loader has places that are not known from here. */
  readonly isKnown: boolean;
}

const CACHE_FILE = '/etc/ld.so.cache';
const MAX_PATH_FILE_BYTES = 64 * 1024;
const NO_CACHE: LibraryCache = new Map();
const STANDARD = /^\/(?:usr\/)?lib(?:32|64|x32)?(?:\/[^/]+)?\/[^/]+$/;
/** Directories of glibc with and without the ones of a single machine that Debian and Ubuntu use. */
const GLIBC = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/lib32', '/usr/lib32', '/libx32', '/usr/libx32'];
const MUSL = ['/lib', '/usr/local/lib', '/usr/lib'];

/** The C library that a loader's name stands for. */
export function loaderLibrary(loader: string): LoaderLibrary {
  const name = posix.basename(loader);
  if (name.startsWith('ld-musl-')) return 'musl';
  return /^(?:ld-linux.*|ld64|ld)\.so\.\d+$/.test(name) ? 'glibc' : 'other';
}

/** Reads how the loader at this path looks for libraries: ld.so(8), musl `ldso/dynlink.c`. */
export function loaderRules(files: HostFiles, loader: string): LoaderRules {
  const libc = loaderLibrary(loader);
  if (libc === 'musl') {
    return { libc, cache: NO_CACHE, directories: () => muslDirectories(files, loader), isKnown: true };
  }
  const isKnown = libc === 'glibc' && STANDARD.test(loader);
  // A loader somewhere else, as on NixOS, has its own directories and its own cache.
  if (!isKnown) return { libc, cache: NO_CACHE, directories: () => [posix.dirname(loader)], isKnown: false };
  return {
    libc,
    cache: files.loaderCache.read(CACHE_FILE) ?? NO_CACHE,
    directories: () => [...tripleDirectories(files), ...GLIBC],
    isKnown: true,
  };
}

function tripleDirectories(files: HostFiles): string[] {
  return ['/lib', '/usr/lib'].flatMap((directory) => {
    const listed = files.listNow(directory);
    const triples = listed.ok ? listed.names.filter((name) => /^[a-z0-9_]+-linux-gnu[a-z0-9]*$/.test(name)) : [];
    return triples.sort().map((name) => `${directory}/${name}`);
  });
}

/** musl takes the directories of its own file, one a line or with colons; without the file its three. */
function muslDirectories(files: HostFiles, loader: string): readonly string[] {
  const machine = /^ld-musl-(.*)\.so\.\d+$/.exec(posix.basename(loader))?.[1] ?? '';
  const read = files.readFile(`/etc/ld-musl-${machine}.path`, MAX_PATH_FILE_BYTES);
  if (!read.ok) return MUSL;
  return read.bytes
    .toString('utf8')
    .split(/[:\n]/)
    .filter((directory) => directory !== '');
}
