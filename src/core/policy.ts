/** The site's own policy: globs over binary names. Nothing allowed by name means that all are; a denial wins. */
export interface Policy {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** Says whether the site allows the shim binary; `*`, `?` and `[a-z]` (`[!a-z]`) are understood, in letters as written. */
export function allows(policy: Policy, binary: string): boolean {
  const characters = Array.from(binary);
  const matches = (glob: string) => matchGlob(parseGlob(glob), characters);
  if (policy.deny.some(matches)) return false;
  return policy.allow.length === 0 || policy.allow.some(matches);
}

type Token = 'any' | ((character: string) => boolean);

/** On a mismatch only the last `*` is tried again, so a glob costs at most its length times the name's. */
function matchGlob(tokens: readonly Token[], characters: readonly string[]): boolean {
  let token = 0;
  let position = 0;
  let star = -1;
  let starPosition = 0;
  while (position < characters.length) {
    const current = tokens[token];
    if (current === 'any') {
      star = token++;
      starPosition = position;
    } else if (current?.(characters[position] ?? '')) {
      token++;
      position++;
    } else if (star >= 0) {
      token = star + 1;
      position = ++starPosition;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === 'any');
}

function parseGlob(glob: string): Token[] {
  const characters = Array.from(glob);
  const tokens: Token[] = [];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    const end = character === '[' ? classEnd(characters, index) : -1;
    if (end > 0) {
      tokens.push(characterClass(characters.slice(index + 1, end)));
      index = end;
    } else if (character === '*') {
      if (tokens.at(-1) !== 'any') tokens.push('any');
    } else {
      tokens.push(character === '?' ? () => true : (other) => other === character);
    }
  }
  return tokens;
}

/** Whether a glob has a class without an end. */
export function hasOpenClass(glob: string): boolean {
  const characters = Array.from(glob);
  for (let index = characters.indexOf('['); index >= 0; index = characters.indexOf('[', index)) {
    index = classEnd(characters, index);
    if (index < 0) return true;
  }
  return false;
}

/** A `]` right after the opening is literal, as in a shell; a class without an end is a plain `[`. */
function classEnd(characters: readonly string[], start: number): number {
  const negated = characters[start + 1] === '!' || characters[start + 1] === '^';
  return characters.indexOf(']', start + (negated ? 3 : 2));
}

function characterClass(members: readonly string[]): (character: string) => boolean {
  const negated = members[0] === '!' || members[0] === '^';
  const ranges: { from: number; to: number }[] = [];
  for (let index = negated ? 1 : 0; index < members.length; index++) {
    const from = codePoint(members[index]);
    const isRange = members[index + 1] === '-' && index + 2 < members.length;
    ranges.push({ from, to: isRange ? codePoint(members[index + 2]) : from });
    if (isRange) index += 2;
  }
  return (character) => {
    const value = codePoint(character);
    return ranges.some(({ from, to }) => from <= value && value <= to) !== negated;
  };
}

function codePoint(character = ''): number {
  return character.codePointAt(0) ?? -1;
}
