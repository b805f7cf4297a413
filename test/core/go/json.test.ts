import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GoJson, parseGoJson } from '../../../src/core/go/json.ts';
import { toPlain } from '../../../src/core/go/value.ts';

const message = (text: string) => {
  const parsed = parseGoJson(text);
  return parsed.ok ? undefined : parsed.message;
};
const plain = (text: string) => {
  const parsed = parseGoJson(text);
  return parsed.ok ? toPlain(parsed.value) : parsed.message;
};

describe('parseGoJson()', () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{', 'unexpected end of JSON input'],
    ['[1,', 'unexpected end of JSON input'],
    ['"abc', 'unexpected end of JSON input'],
    ['x', "invalid character 'x' looking for beginning of value"],
    ['{"a":}', "invalid character '}' looking for beginning of value"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ['trye', "invalid character 'y' in literal true (expecting 'u')"],
    ['tr', "invalid character ' ' in literal true (expecting 'u')"],
    ['-', "invalid character ' ' in numeric literal"],
    ['01', "invalid character '1' after top-level value"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1e+', "invalid character ' ' in exponent of numeric literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ['é', "invalid character 'Ã' looking for beginning of value"],
    ['日', "invalid character 'æ' looking for beginning of value"],
    ['😀', "invalid character 'ð' looking for beginning of value"],
    ['\u{feff}{}', "invalid character 'ï' looking for beginning of value"],
  ])('refuses %j in the words of Go', (text, wanted) => {
    expect(message(text)).toBe(wanted);
  });

  it('has the line of an error', () => {
    expect(parseGoJson('{\n  "a": 1,\n}\n')).toMatchObject({ ok: false, line: 3 });
  });

  it('has the lines of members, including repeated names', () => {
    const parsed = parseGoJson('{\n"a": 1,\n"a":\n2}');

    expect(
      parsed.ok && parsed.value.kind === 'object' && parsed.value.members.map(({ line, value }) => [line, value.line]),
    ).toEqual([
      [2, 2],
      [3, 4],
    ]);
  });

  it('reads half a surrogate pair as U+FFFD and a whole one as its character', () => {
    expect(plain('"\\ud800a\\ud83d\\ude00\\udc00"')).toBe('\u{fffd}a😀\u{fffd}');
  });

  it('keeps a member named __proto__ as data', () => {
    expect(Object.keys(plain('{"__proto__": {"a": 1}}') as object)).toEqual(['__proto__']);
  });

  it.each(['[', '{"a":'])('stops at the depth where Go stops, for 100,000 times %j', (opening) => {
    expect(message(opening.repeat(100_000))).toBe(`invalid character '${opening[0]}' exceeded max depth`);
  });

  it('reads values as deep as Go allows', () => {
    const parsed = parseGoJson('['.repeat(10_000) + ']'.repeat(10_000));

    expect(parsed.ok).toBe(true);
    expect(parseGoJson('['.repeat(10_001) + ']'.repeat(10_001)).ok).toBe(false);
  });

  it('ignores the text after a value in a stream', () => {
    expect(parseGoJson('{} x', { whole: false, firstLine: 1 }).ok).toBe(true);
  });

  it('reads every JSON value as JavaScript does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(plain(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('accepts and refuses the texts that JavaScript does', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '.',
      'e',
      'true',
      'nul',
      '\\',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(parseGoJson(text).ok).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('toPlain()', () => {
  it('cuts off deep values, so that the stack is not exhausted', () => {
    const parsed = parseGoJson('['.repeat(9_000) + ']'.repeat(9_000));
    const value: GoJson = parsed.ok ? parsed.value : { kind: 'null', line: 0 };

    expect(JSON.stringify(toPlain(value))).toBe(`${'['.repeat(65)}null${']'.repeat(65)}`);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
