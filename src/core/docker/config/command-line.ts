import { type DockerFlags, parseDockerFlags } from './flags.ts';
import { anyOptions, optionsOf } from './known-options.ts';
import { type BuiltWith, type ConfigRules, configRules, newestDocker } from './release.ts';

/** What is known of a dockerd in addition to its arguments and its version. */
export interface DockerdBuild extends BuiltWith {
  /** Words that it does not know are errors: it does not run with them. */
  readonly isStrict?: boolean;
  /** The version is only assumed, so that a flag of any release may be its own. */
  readonly isAssumed?: boolean;
}

/** dockerd's arguments, parsed with the options that its release knows. */
export interface CommandLine {
  /** Without the program's name. */
  readonly args: readonly string[];
  /** Release of dockerd, `28.5.2` style. */
  readonly version: string;
  readonly build: DockerdBuild;
  readonly rules: ConfigRules;
  readonly flags: DockerFlags;
}

/** Parses the arguments of a dockerd; an error of theirs is in `flags`. Never throws. */
export function parseCommandLine(args: readonly string[], version: string, build: DockerdBuild = {}): CommandLine {
  const rules = configRules(version, build);
  const { major, sizes } = rules;
  const isKnown = major >= oldestKnown && major <= newestKnown;
  const options = isKnown && build.isAssumed !== true ? optionsOf(major) : anyOptions(major);
  const isStrict = isKnown && build.isStrict === true;
  return { args, version, build, rules, flags: parseDockerFlags(args, { major, sizes, options, isStrict }) };
}

/** The major versions of which all flags are known. */
const [oldestKnown, newestKnown] = [20, Number.parseInt(newestDocker, 10)];
