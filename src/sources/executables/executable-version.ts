import { upstreamVersion } from '../../core/containerd/upstream-version.ts';
import { defined } from '../../model/defined.ts';
import type { HostFiles } from '../host-files.ts';
import { dpkgStatusFile } from './dpkg-status.ts';
import { type DpkgPackage, dpkgPackage } from './dpkg-version.ts';
import { type GoBuildInfo, readGoBuildInfo } from './go-build-info.ts';
import { tomlLibrary, unitsLibrary } from './linked-library.ts';
import { findVersionConstant } from './version-constant.ts';

/** The version of an executable, read without running it. */
export interface ExecutableVersion {
  /** For example `1.7.24`, without distribution suffixes. */
  readonly version?: string;
  /** Go version it was built with, for example `1.19.8`. */
  readonly go?: string;
  /** Version of the TOML library that it is built with, for example `2.2.4`. */
  readonly tomlLibrary?: string;
  /** Version of docker/go-units that it is built with, for example `0.5.0`. */
  readonly unitsLibrary?: string;
  /**
   * Where the version comes from: `constant` is the version in containerd's source, `hint` the oldest release that has the
   * module's import path.
   */
  readonly source: 'build-info' | 'dpkg' | 'constant' | 'hint' | 'none';
}

/** A program whose version can be read, and where its version is found. */
interface Product {
  /** Import paths of its main module. */
  readonly modules: RegExp;
  /** Variable that the linker sets to the version. */
  readonly variable: RegExp;
  readonly packages: readonly string[];
}

const PRODUCTS = {
  containerd: {
    modules: /^github\.com\/containerd\/containerd(?:\/v2)?$/,
    variable: /containerd\/containerd(?:\/v2)?\/version\.Version=(\S+)/,
    packages: ['containerd', 'containerd.io', 'moby-containerd'],
  },
  dockerd: {
    modules: /^github\.com\/(?:docker\/docker|moby\/moby(?:\/v2)?)$/,
    variable: /dockerversion\.Version=(\S+)/,
    packages: ['docker.io', 'docker-ce', 'moby-engine', 'docker-engine'],
  },
} as const satisfies Record<string, Product>;

/** Programs whose version can be read. */
export type ProductName = keyof typeof PRODUCTS;

/** Which file to read; for a running program the two paths differ. */
export interface Executable {
  /** Path to open, for example /proc/PID/exe. */
  readonly open: string;
  /** Path under which a package may have installed it; absent when that path now holds another file. */
  readonly installedAs?: string | undefined;
}

interface Known {
  readonly identity: string;
  readonly version: ExecutableVersion;
}

const MAX_KNOWN = 64;

/** Reads versions of executables, and remembers each one until the file or dpkg's status changes. */
export class ExecutableVersions {
  readonly #files: HostFiles;
  readonly #known = new Map<string, Known>();

  constructor(files: HostFiles) {
    this.#files = files;
  }

  /** The version of the product that a file is or contains, and the Go version it was built with. */
  read(product: ProductName, executable: Executable): ExecutableVersion {
    const { open, installedAs = '' } = executable;
    const key = `${product} ${installedAs} ${open}`;
    const identity = `${this.#files.identity(open)} ${this.#files.identity(dpkgStatusFile)}`;
    const before = this.#known.get(key);
    if (before?.identity === identity) return before.version;
    const version = readVersion(this.#files, PRODUCTS[product], executable);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, { identity, version });
    return version;
  }
}

function readVersion(files: HostFiles, product: Product, { open, installedAs }: Executable): ExecutableVersion {
  const opened = files.open(open, (readAt) => readGoBuildInfo(readAt));
  const info = opened.ok ? opened.value : undefined;
  const go = info?.go;
  const built = info === undefined ? undefined : builtVersion(info, product);
  // A build with modules names all of its libraries.
  if (built !== undefined && info !== undefined && info.dependencies.length > 0) {
    return defined({ version: built, go, ...librariesOf(info, undefined), source: 'build-info' });
  }
  const real = installedAs === undefined ? undefined : files.realPath(installedAs);
  const packaged = real === undefined ? undefined : dpkgPackage(files, real, product.packages);
  if (built !== undefined) return defined({ version: built, go, ...librariesOf(info, packaged), source: 'build-info' });
  const version = packaged === undefined ? undefined : upstreamVersion(packaged.version);
  if (version !== undefined) return defined({ version, go, ...librariesOf(info, packaged), source: 'dpkg' });
  const hinted = info === undefined || product !== PRODUCTS.containerd ? undefined : hintedVersion(info);
  if (hinted === undefined) return defined({ go, source: 'none' });
  const found = files.open(open, (readAt) => findVersionConstant(readAt));
  const constant = found.ok ? found.value : undefined;
  return defined({ version: constant ?? hinted, go, source: constant === undefined ? 'hint' : 'constant' });
}

function librariesOf(
  info: GoBuildInfo | undefined,
  packaged: DpkgPackage | undefined,
): Pick<ExecutableVersion, 'tomlLibrary' | 'unitsLibrary'> {
  return defined({ tomlLibrary: tomlLibrary(info, packaged), unitsLibrary: unitsLibrary(info, packaged) });
}

function builtVersion(info: GoBuildInfo, product: Product): string | undefined {
  const own = info.module !== undefined && product.modules.test(info.module.path) ? info.module.version : undefined;
  const linked = product.variable.exec(info.settings.get('-ldflags') ?? '')?.[1]?.replace(/["']+$/, '');
  // A program that contains the product: dockerd with its own containerd, k3s.
  const embedded = info.dependencies.find((dependency) => product.modules.test(dependency.path))?.version;
  for (const text of [linked, own, embedded]) {
    const version = text === undefined ? undefined : upstreamVersion(text);
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The oldest release that has this import path: containerd 2 changed the path of its module. */
function hintedVersion({ mainPackage = '', go }: GoBuildInfo): string | undefined {
  if (mainPackage.startsWith('github.com/containerd/containerd/v2/')) return '2.0.0';
  if (!mainPackage.startsWith('github.com/containerd/containerd/')) return undefined;
  return isOlderGo(go) ? '1.6.0' : '1.7.0';
}

/** Whether a Go version is older than 1.20, the first whose LookPath asks the kernel (`os/exec/lp_unix.go`). */
export function isOlderGo(go: string): boolean {
  const [major = 0, minor = 0] = go.split('.').map((part) => Number.parseInt(part, 10));
  return major < 1 || (major === 1 && minor < 20);
}
