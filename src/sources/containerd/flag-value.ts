/** Value of a flag as Go's flag package reads it: one dash or two, `=` or the next argument; the last one counts. */
export function flagValue(argv: readonly string[], names: readonly string[]): string | undefined {
  let value: string | undefined;
  for (let i = 1; i < argv.length; i++) {
    const [, name = '', given] = /^--?([^=]+)(?:=(.*))?$/s.exec(argv[i] ?? '') ?? [];
    if (names.includes(name)) value = given ?? argv[i + 1] ?? value;
  }
  return value;
}
