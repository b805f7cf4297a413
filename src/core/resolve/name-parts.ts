import { catalogueEntry, entriesCalled } from '../catalogue.ts';
import { containerdRules, newestContainerd } from '../containerd/release.ts';
import { toBinaryName } from '../containerd/runtime-name.ts';

const newestRules = containerdRules(newestContainerd);

/** The file name of the shim that the newest containerd looks for; undefined for a name that it refuses. */
export function binaryOf(name: string): string | undefined {
  return toBinaryName(name, newestRules);
}

/** The last two components of a name, which decide about its shim. */
export function lastTwo(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** The component before the version; a name of one component is it, without the version behind a dash. */
export function bareNameOf(name: string): string {
  const components = name.split('.');
  return components.length > 1 ? (components.at(-2) ?? '') : withoutVersion(name);
}

/** `kata-v2` without its version. */
export function withoutVersion(name: string): string {
  return name.replace(/-v\d+$/, '');
}

/** File names of the catalogue's programs that a name, or a component of it, stands for. */
export function nicknamesIn(name: string): ReadonlySet<string> {
  const lower = name.trim().toLowerCase();
  const last = lower.slice(lower.lastIndexOf('.') + 1);
  const called = [lower, bareNameOf(lower), last, withoutVersion(last)].flatMap(entriesCalled);
  const binary = binaryOf(lower);
  const own = binary === undefined ? undefined : catalogueEntry(binary);
  return new Set([...called, ...(own === undefined ? [] : [own])].map((entry) => entry.binary));
}
