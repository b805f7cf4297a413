import { environmentName, type OptionSpec } from './options.ts';

/** The values of one option, and how it was written: `--verify` or `SHIMDEX_VERIFY`. A switch has one value. */
export interface Given {
  readonly writtenAs: string;
  readonly values: readonly string[];
  /** Present when the value is the default. */
  readonly byDefault?: true;
}

/** The options that have a value, by flag. */
export type GivenOptions = ReadonlyMap<string, Given>;

/** Combines the command line with the environment and the defaults; for each option the command line wins. */
export function gatherOptions(
  specs: readonly OptionSpec[],
  commandLine: ReadonlyMap<string, readonly string[]>,
  environment: Readonly<Record<string, string | undefined>>,
): GivenOptions {
  const given = new Map<string, Given>();
  for (const spec of specs) {
    const flagValues = commandLine.get(spec.flag);
    const name = environmentName(spec.flag);
    const text = environment[name];
    if (flagValues !== undefined) given.set(spec.flag, { writtenAs: `--${spec.flag}`, values: flagValues });
    else if (text !== undefined) given.set(spec.flag, { writtenAs: name, values: environmentValues(spec, text) });
    else if (spec.default !== undefined) {
      given.set(spec.flag, { writtenAs: `--${spec.flag}`, values: [spec.default], byDefault: true });
    }
  }
  return given;
}

/** The values of a repeatable option are lines; a final line break adds no value. */
function environmentValues(spec: OptionSpec, text: string): readonly string[] {
  return spec.repeatable ? text.replace(/\n$/, '').split('\n') : [text];
}
