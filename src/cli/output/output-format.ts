import { alternatives, UsageError } from '../../errors.ts';

/** The forms of an answer. `table` and `wide` are for people, `name` is for scripts, the others are for programs. */
export const formats = ['table', 'wide', 'name', 'json', 'jsonl', 'yaml'] as const;
export type Format = (typeof formats)[number];

/** What a user may give about how to print an answer. */
export interface FormatOptions {
  readonly output?: string;
  /** `false` by `--no-headers`. */
  readonly headers?: boolean;
}

/** How an answer is printed. */
export interface OutputStyle {
  readonly format: Format;
  /** Whether tables have a line with the titles of their columns. */
  readonly headers: boolean;
}

/** The format that was chosen; nothing means a table. */
export function outputStyle({ output = 'table', headers = true }: FormatOptions): OutputStyle {
  const format = formats.find((each) => each === output);
  if (format === undefined) {
    throw new UsageError(`Cannot use -o ${JSON.stringify(output)}: write ${alternatives(formats)}`);
  }
  return { format, headers };
}
