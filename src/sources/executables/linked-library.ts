import { builtUsing, type DpkgPackage } from './dpkg-version.ts';
import type { GoBuildInfo } from './go-build-info.ts';

/** A library as a Go module, and as a source package of Debian. */
interface Library {
  readonly module: string;
  readonly source: string;
}

/** The libraries that read TOML: the one of containerd 2, then the one of containerd 1. */
const toml: readonly Library[] = [
  { module: 'github.com/pelletier/go-toml/v2', source: 'golang-github-pelletier-go-toml.v2' },
  { module: 'github.com/pelletier/go-toml', source: 'golang-github-pelletier-go-toml' },
];

/** The library with which dockerd reads sizes. */
const units: readonly Library[] = [{ module: 'github.com/docker/go-units', source: 'golang-github-docker-go-units' }];

/** Version of the TOML library in an executable, for example `2.4.3`; undefined when nothing names it. */
export function tomlLibrary(info: GoBuildInfo | undefined, packaged: DpkgPackage | undefined): string | undefined {
  return versionOfAny(toml, info, packaged);
}

/** Version of docker/go-units in an executable, for example `0.5.0`; undefined when nothing names it. */
export function unitsLibrary(info: GoBuildInfo | undefined, packaged: DpkgPackage | undefined): string | undefined {
  return versionOfAny(units, info, packaged);
}

/**
 * Builds of upstream name a library in their build information. Debian builds without modules, and names it in the fields
 * of the package instead.
 */
function versionOfAny(
  libraries: readonly Library[],
  info: GoBuildInfo | undefined,
  packaged: DpkgPackage | undefined,
): string | undefined {
  for (const { module, source } of libraries) {
    const linked = info?.dependencies.find(({ path }) => path === module)?.version;
    const version = linked ?? (packaged && builtUsing(packaged, source));
    const plain = /^(?:\d+:)?v?(\d+\.\d+(?:\.\d+)?)/.exec(version ?? '')?.[1];
    if (plain !== undefined) return plain;
  }
  return undefined;
}
