/**
 * Whether a member name matches a field: `encoding/json` compares under Unicode simple folding, in which two characters
 * outside ASCII equal a letter: ſ (U+017F) equals s, and the Kelvin sign (U+212A) equals k.
 *
 * `field` is ASCII. Source: Go `encoding/json/fold.go`.
 */
export function matchesField(name: string, field: string): boolean {
  return name === field || foldName(name) === foldName(field);
}

function foldName(name: string): string {
  return name.replace(/[a-zſ\u{212a}]/gu, (character) => {
    if (character === 'ſ') return 'S';
    return character === '\u{212a}' ? 'K' : character.toUpperCase();
  });
}
