import type { Origin, Setting } from '../../model/host/systemd.ts';
import { isVariableName } from './environment-file.ts';
import { splitWords } from './words.ts';

/**
 * Adds the variables of a line such as `Environment=A=1 "B=2 3"`; an empty value removes all that came before. `expand` gives
 * undefined for a word whose specifiers are not known, which is left out.
 */
export function assignVariables(
  variables: Map<string, Setting<string>>,
  value: string,
  from: Origin,
  expand: (word: string) => string | undefined,
): void {
  if (value === '') variables.clear();
  for (const word of splitWords(value, { escapes: true }).words.flatMap((one) => expand(one) ?? [])) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(equals, 0));
    if (isVariableName(name)) variables.set(name, { value: word.slice(equals + 1), from });
  }
}
