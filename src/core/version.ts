/** The two numbers of a release that the rules depend on. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** `1.6.20~ds1`, `v24.0.9`, `docker-v29.7.2`, `5:26.1.5-1`; a commit hash such as `547da0d5` is none of these. */
const release = /^\s*(?:\d+:)?(?:docker-)?v?(\d+)(?:\.(\d+)|(?![\w.]))/i;

/** Reads a version as people, packages and programs write it; undefined when the text has no version. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor] = release.exec(text) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor ?? '0') };
}

/** Says whether `version` is `major.minor` or later; what cannot be read counts as the newest. */
export function isAtLeast(version: Version | undefined, major: number, minor = 0): boolean {
  if (version === undefined) return true;
  return version.major === major ? version.minor >= minor : version.major > major;
}
