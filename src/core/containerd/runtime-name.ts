import { shimPrefix } from '../../model/words.ts';
import { catalogueEntry } from '../catalogue.ts';
import { compareCodePoints } from '../code-points.ts';
import type { ContainerdRules } from './release.ts';

const conventionalPrefix = 'io.containerd.';

/** No file name is longer, so no longer binary name has names worth listing. */
const longestFileName = 255;

/**
 * Turns a runtime name into the file name of its shim: the last two components, nothing else looked at.
 *
 * `a..` gives `containerd-shim--`; moby's comment about three dashes is wrong. Undefined when containerd calls the name
 * invalid. Source: containerd `pkg/shim/util.go`, `BinaryName`.
 */
export function toBinaryName(name: string, rules: ContainerdRules): string | undefined {
  const components = name.split('.');
  if (components.length < 2) return undefined;
  if (components[0] === '' && !rules.leadingDot) return undefined;
  return `${shimPrefix}${components.at(-2)}-${components.at(-1)}`;
}

/**
 * The one name a shim binary is listed under: the catalogue's, else `io.containerd.NAME.VERSION`.
 *
 * The version begins at the last dash before `v` and a digit, else after the last dash. The prefix is a convention that
 * containerd does not interpret. Undefined when no name leads to the file.
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
 * The other names that lead to a binary, sorted: every split of it behind the conventional prefix and, where containerd
 * takes it, without one.
 */
export function aliases(binary: string): string[] {
  const canonical = canonicalName(binary);
  const names = splitsOf(binary).flatMap(({ name, version }) => {
    const short = `${name}.${version}`;
    return name === '' ? [conventionalPrefix + short] : [conventionalPrefix + short, short];
  });
  return names.filter((name) => name !== canonical).sort(compareCodePoints);
}

/** Tells why no runtime name can lead to a file; undefined when one can. */
export function whyNoRuntime(binary: string): 'dot-in-name' | 'no-version-part' | undefined {
  if (splitsOf(binary).length > 0) return undefined;
  return binary.startsWith(shimPrefix) && binary.includes('.') ? 'dot-in-name' : 'no-version-part';
}

/** Every (name, version) that gives the binary, from its first dash to its last. A dot separates components, so none may stand in it. */
function splitsOf(binary: string): { name: string; version: string }[] {
  if (!binary.startsWith(shimPrefix) || binary.length > longestFileName || /[./\0]/.test(binary)) return [];
  const rest = binary.slice(shimPrefix.length);
  return Array.from(rest.matchAll(/-/g), ({ index }) => ({
    name: rest.slice(0, index),
    version: rest.slice(index + 1),
  }));
}
