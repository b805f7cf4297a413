import { environmentName, type OptionSpec } from './options.ts';

/** What was written for one option, and where: `--verify` or `SHIMDEX_VERIFY`. A switch holds one word. */
export interface Given {
  readonly writtenAs: string;
  readonly values: readonly string[];
  /** Nobody wrote it: it is what stands otherwise. */
  readonly byDefault?: true;
}

/** The options that have a value, by flag. */
export type GivenOptions = ReadonlyMap<string, Given>;

/** Adds the environment and the defaults to what stands on the command line; the command line wins, option by option. */
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

/** Repeatable options stand one a line; a line end at the end begins no further value. */
function environmentValues(spec: OptionSpec, text: string): readonly string[] {
  return spec.repeatable ? text.replace(/\n$/, '').split('\n') : [text];
}
