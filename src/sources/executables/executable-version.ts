import type { HostFiles } from '../host-files.ts';
import { dpkgStatusFile, dpkgVersion } from './dpkg-version.ts';
import { type GoBuildInfo, readGoBuildInfo } from './go-build-info.ts';

/** What an executable tells about itself without being run. */
export interface ExecutableVersion {
  /** `1.7.24` style, distribution suffixes left out. */
  readonly version?: string;
  /** Go toolchain it was built with, `1.19.8` style. */
  readonly go?: string;
  /** Where the version comes from; `hint` is no more than what the module's path says. */
  readonly source: 'build-info' | 'dpkg' | 'hint' | 'none';
}

/** A program whose version can be read, and what it leaves behind. */
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

interface Known {
  readonly identity: string;
  readonly version: ExecutableVersion;
}

const known = new WeakMap<HostFiles, Map<string, Known>>();
const MAX_KNOWN = 64;

/**
 * Reads which version of a program an executable is or has built in, and the Go toolchain it was built with, without
 * running it; remembered until the file or dpkg's state moves.
 *
 * `path` is what is opened; `installedAs` the path it was installed under, when that is another one (/proc/PID/exe),
 * or null when the file there is not the one that is read.
 */
export function readExecutableVersion(
  files: HostFiles,
  path: string,
  product: ProductName = 'containerd',
  installedAs: string | null = path,
): ExecutableVersion {
  const cache = known.get(files) ?? new Map<string, Known>();
  known.set(files, cache);
  const key = `${product} ${installedAs ?? ''} ${path}`;
  const identity = `${files.identity(path)} ${files.identity(dpkgStatusFile)}`;
  const before = cache.get(key);
  if (before?.identity === identity) return before.version;
  const version = readVersion(files, path, PRODUCTS[product], installedAs);
  if (cache.size >= MAX_KNOWN) cache.clear();
  cache.set(key, { identity, version });
  return version;
}

/** The upstream version in what module, linker flag or distribution call it: `5:20.10.24+dfsg1-1` is 20.10.24. */
export function upstreamVersion(text: string): string | undefined {
  return /^(?:\d+:)?v?(\d+\.\d+(?:\.\d+)?(?:-(?:alpha|beta|rc)\.?\d+)?)/.exec(text)?.[1];
}

function readVersion(files: HostFiles, path: string, product: Product, installedAs: string | null): ExecutableVersion {
  const opened = files.open(path, (readAt) => readGoBuildInfo(readAt));
  const info = opened.ok ? opened.value : undefined;
  const go = info === undefined ? {} : { go: info.go };
  const built = info === undefined ? undefined : builtVersion(info, product);
  if (built !== undefined) return { version: built, ...go, source: 'build-info' };
  const real = installedAs === null ? undefined : files.realPath(installedAs);
  const packaged = real === undefined ? undefined : dpkgVersion(files, real, product.packages);
  const version = packaged === undefined ? undefined : upstreamVersion(packaged);
  if (version !== undefined) return { version, ...go, source: 'dpkg' };
  const hinted = info === undefined || product !== PRODUCTS.containerd ? undefined : hintedVersion(info);
  return hinted === undefined ? { ...go, source: 'none' } : { version: hinted, ...go, source: 'hint' };
}

function builtVersion(info: GoBuildInfo, product: Product): string | undefined {
  const own = info.module !== undefined && product.modules.test(info.module.path) ? info.module.version : undefined;
  const linked = product.variable.exec(info.settings.get('-ldflags') ?? '')?.[1]?.replace(/["']+$/, '');
  // A program that has the product built in: dockerd with its own containerd, k3s.
  const embedded = info.dependencies.find((dependency) => product.modules.test(dependency.path))?.version;
  for (const text of [linked, own, embedded]) {
    const version = text === undefined ? undefined : upstreamVersion(text);
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The oldest release whose rules the import path admits: containerd 2 changed its module's path. */
function hintedVersion({ mainPackage = '', go }: GoBuildInfo): string | undefined {
  if (mainPackage.startsWith('github.com/containerd/containerd/v2/')) return '2.0.0';
  if (!mainPackage.startsWith('github.com/containerd/containerd/')) return undefined;
  return isOlderGo(go) ? '1.6.0' : '1.7.0';
}

/** Whether a toolchain is older than 1.20, with which Go's LookPath began to ask the kernel (`os/exec/lp_unix.go`). */
export function isOlderGo(go: string): boolean {
  const [major = 0, minor = 0] = go.split('.').map((part) => Number.parseInt(part, 10));
  return major < 1 || (major === 1 && minor < 20);
}
