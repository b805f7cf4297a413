import fc from 'fast-check';

const firstSurrogate = 0xd800;
const surrogates = 0x800;

const codePoint = fc.integer({ min: 0, max: 0x10ffff - surrogates }).map(toCharacter, toIndex);

/**
 * Text of any code points except lone surrogates, as `fc.string({ unit: 'binary' })` generates it.
 * That unit takes more than two seconds at its first use in each process; this one takes almost none.
 */
export function anyText(constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: codePoint });
}

function toCharacter(index: number): string {
  return String.fromCodePoint(index < firstSurrogate ? index : index + surrogates);
}

/** The inverse, with which fast-check adds texts such as `__proto__`. */
function toIndex(character: unknown): number {
  const [first = '', ...more] = typeof character === 'string' ? character : '';
  const code = first.codePointAt(0);
  if (code === undefined || more.length > 0) throw new Error('Not one character');
  return code < firstSurrogate ? code : code - surrogates;
}
