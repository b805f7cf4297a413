/** An option of `exec-opts`, its name in small letters. */
export interface ExecOption {
  readonly name: string;
  readonly value: string;
}

/** Reads `NAME=VALUE` with white space around both; undefined where one of them is missing. Source: moby `pkg/parsers`. */
export function readExecOption(text: string): ExecOption | undefined {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0)).trim().toLowerCase();
  const value = at < 0 ? '' : text.slice(at + 1).trim();
  return name === '' || value === '' ? undefined : { name, value };
}
