import { shimPrefix } from '../../model/words.ts';
import { catalogueEntry } from '../catalogue.ts';
import { compareCodePoints } from '../code-points.ts';
import type { ContainerdRules } from './release.ts';

/** The default of `ctr run`. Source: containerd `defaults/defaults_unix.go`, `DefaultRuntime`. */
export const ctrDefault = 'io.containerd.runc.v2';

const conventionalPrefix = 'io.containerd.';

/** Longest file name on Linux; a longer binary name has no runtime names worth listing. */
const longestFileName = 255;

/**
 * Turns a runtime name into the file name of its shim, which depends on the last two components only.
 *
 * `a..` gives `containerd-shim--`; moby's comment about three dashes is wrong. Undefined for a name that containerd
 * rejects as invalid. Source: containerd `pkg/shim/util.go`, `BinaryName`.
 */
export function toBinaryName(name: string, rules: ContainerdRules): string | undefined {
  const components = name.split('.');
  if (components.length < 2) return undefined;
  if (components[0] === '' && !rules.leadingDot) return undefined;
  return `${shimPrefix}${components.at(-2)}-${components.at(-1)}`;
}

/**
 * The name under which a shim binary is listed: the catalogue's, else `io.containerd.NAME.VERSION`.
 *
 * The version starts after the last dash before `v` and a digit, else after the last dash. `io.containerd.` is a
 * convention that containerd does not interpret. Undefined when no name resolves to the file.
 */
export function canonicalName(binary: string): string | undefined {
  const splits = splitsOf(binary);
  if (splits.length === 0) return undefined;
  const known = catalogueEntry(binary)?.runtime;
  if (known !== undefined) return known;
  const best = splits.findLast(({ version }) => /^v\d/.test(version)) ?? splits.at(-1);
  return best && `${conventionalPrefix}${best.name}.${best.version}`;
}

/**
 * The other names that resolve to a binary, sorted: every split of it with the conventional prefix and, where
 * containerd accepts it, without the prefix.
 */
export function aliases(binary: string): string[] {
  return otherNames(binary, splitsOf(binary));
}

/** How many splits of a file name are listed; each has two names. */
const mostSplits = 4;

/**
 * The aliases that are worth listing: eight at most, the ones with the shortest versions. All of them grow with the square
 * of the dashes in a file name, which may be anything; the others resolve as well.
 */
export function listedAliases(binary: string): string[] {
  return otherNames(binary, splitsOf(binary).slice(-mostSplits));
}

function otherNames(binary: string, splits: ReturnType<typeof splitsOf>): string[] {
  const canonical = canonicalName(binary);
  const names = splits.flatMap(({ name, version }) => {
    const short = `${name}.${version}`;
    return name === '' ? [conventionalPrefix + short] : [conventionalPrefix + short, short];
  });
  return names.filter((name) => name !== canonical).sort(compareCodePoints);
}

/** Why no runtime name can resolve to a file; undefined when one can. */
export function whyNoRuntime(binary: string): 'dot-in-name' | 'no-version-part' | undefined {
  if (splitsOf(binary).length > 0) return undefined;
  return binary.startsWith(shimPrefix) && binary.includes('.') ? 'dot-in-name' : 'no-version-part';
}

/** Every (name, version) that gives the binary, split at each dash. A dot separates components, so neither part contains one. */
function splitsOf(binary: string): { name: string; version: string }[] {
  if (!binary.startsWith(shimPrefix) || binary.length > longestFileName || /[./\0]/.test(binary)) return [];
  const rest = binary.slice(shimPrefix.length);
  return Array.from(rest.matchAll(/-/g), ({ index }) => ({
    name: rest.slice(0, index),
    version: rest.slice(index + 1),
  }));
}
