/** What is wrong in a file that is not valid TOML, by the words of go-toml. */
const causes: readonly (readonly [RegExp, string])[] = [
  // go-toml 2 shows the first byte of a character.
  [
    /start of key: [ÂâãïÃ]|keys cannot contain (?:\\x|[^ -~])|start with [^ -~]|expecting key part after dot/,
    'a typographic quote or an invisible character is there',
  ],
  [/(?:start of key: |keys cannot contain )\{/, 'it has a template or JSON, which TOML does not know'],
  [/(?:start of key: |keys cannot contain )[<>]/, 'it has the mark of a merge, or of a web page'],
  [/(?:start of key: |keys cannot contain )[/;]/, 'a comment begins with #'],
  [
    /no value can start with|incomplete number/,
    'a text needs plain quotes, and any other value is true, false, a number, a list or a table',
  ],
  [
    /unclosed string|strings cannot have new lines|control character U\+000A/,
    'a text ends with the quote that it begins with',
  ],
  [/unclosed table key|expected character \]/, 'a bracket is missing'],
  [/expected character =|expected '='|start of key: |keys cannot contain/, 'an entry is a key, then =, then a value'],
  [
    /expected newline but got|unexpected token [;,]/,
    'each entry has a line of its own, without a comma or a semicolon at its end',
  ],
  [/invalid escape/, 'a backslash in such a text is written twice'],
  [/key .* is already defined|defined twice/s, 'the key is there a second time'],
];

/** What is wrong, as a clause behind a colon; undefined where the words do not say it. */
export function causeOfSyntax(error: string): string | undefined {
  return causes.find(([pattern]) => pattern.test(error))?.[1];
}
