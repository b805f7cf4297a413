/**
 * Whether a member name is taken for a field: `encoding/json` compares under Unicode simple folding, in which two
 * characters beyond ASCII meet a letter: ſ (U+017F) meets s and the Kelvin sign (U+212A) meets k.
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
