const units = '(?:ns|us|µs|μs|ms|s|m|h)';
const pattern = new RegExp(`^[+-]?(?:0|(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)${units})+)$`);

/** Says whether Go's `time.ParseDuration` reads a text, for lengths that fit into its 64 bits. */
export function isDuration(text: string): boolean {
  return text.length < 200 && pattern.test(text);
}
