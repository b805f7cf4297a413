/** Shows blanks at an end of a text, and an empty text, by quotes; any other text is unchanged. */
export function quotedBlanks(text: string): string {
  return text === '' || text.trim() !== text ? JSON.stringify(text) : text;
}
