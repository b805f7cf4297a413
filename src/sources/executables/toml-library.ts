import { builtUsing, type DpkgPackage } from './dpkg-version.ts';
import type { GoBuildInfo } from './go-build-info.ts';

/** The library of containerd 2, then the one of containerd 1: as a Go module, and as a source package of Debian. */
const libraries = [
  { module: 'github.com/pelletier/go-toml/v2', source: 'golang-github-pelletier-go-toml.v2' },
  { module: 'github.com/pelletier/go-toml', source: 'golang-github-pelletier-go-toml' },
];

/**
 * Version of the TOML library in an executable, for example `2.4.3`; undefined when nothing names it.
 *
 * Builds of upstream name it in their build information. Debian builds without modules, and names it in the fields of the
 * package instead.
 */
export function tomlLibrary(info: GoBuildInfo | undefined, packaged: DpkgPackage | undefined): string | undefined {
  for (const { module, source } of libraries) {
    const linked = info?.dependencies.find(({ path }) => path === module)?.version;
    const version = linked ?? (packaged && builtUsing(packaged, source));
    const plain = /^(?:\d+:)?v?(\d+\.\d+(?:\.\d+)?)/.exec(version ?? '')?.[1];
    if (plain !== undefined) return plain;
  }
  return undefined;
}
