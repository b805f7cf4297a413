/**
 * Escapes as `\uNNNN` the characters that JSON.stringify leaves raw and a terminal interprets: DEL and the C1 controls,
 * bidirectional and other format characters, line separators. JSON has them in strings only, so its meaning is unchanged.
 */
export function printableJson(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
