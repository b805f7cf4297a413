import { type DockerFlags, parseDockerFlags } from './flags.ts';
import { type ConfigRules, configRules } from './release.ts';

/** dockerd's arguments, parsed with the options that its release knows. */
export interface CommandLine {
  /** Without the program's name. */
  readonly args: readonly string[];
  /** Release of dockerd, `28.5.2` style. */
  readonly version: string;
  readonly rules: ConfigRules;
  readonly flags: DockerFlags;
}

/** Parses the arguments of a dockerd; an error of theirs is in `flags`. Never throws. */
export function parseCommandLine(args: readonly string[], version: string): CommandLine {
  const rules = configRules(version);
  return { args, version, rules, flags: parseDockerFlags(args, rules.major) };
}
