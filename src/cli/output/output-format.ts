import { UsageError } from '../../errors.ts';

/** What a user may give about how to print an answer. */
export interface FormatOptions {
  readonly output?: string;
  readonly json?: boolean;
}

/** The format that was chosen: `--json` means `-o json`, and nothing means a table. */
export function outputFormat<F extends string>(
  { output = 'table', json = false }: FormatOptions,
  formats: readonly F[],
) {
  const format = formats.find((each) => each === output);
  if (format === undefined) {
    const all = `${formats.slice(0, -1).join(', ')} or ${formats.at(-1)}`;
    throw new UsageError(`Cannot use -o ${JSON.stringify(output)}: write ${all}`);
  }
  return json ? ('json' as const) : format;
}
