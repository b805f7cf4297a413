import { describe, expect, it } from 'vitest';
import { type GoToml, tomlDialect } from '../../../../../src/core/containerd/config/toml/dialect.ts';
import { maxTomlBytes, readToml } from '../../../../../src/core/containerd/config/toml/read-toml.ts';
import { entryAt, entryOf } from '../../../../../src/core/containerd/config/toml/value.ts';
import type { TomlValue } from '../../../../../src/model/containerd/toml.ts';
import { plain } from '../../../../conformance/cri-config/observed.ts';

const libraries: readonly GoToml[] = ['1.9.4', '1.9.5', '2.2', '2.3', '2.4'];

function read(text: string | Uint8Array, library: GoToml) {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  return readToml(bytes, '/c.toml', tomlDialect(library));
}

/** What a library reads: the values, or the word `fault`. */
function values(text: string | Uint8Array, library: GoToml): unknown {
  const result = read(text, library);
  return result.ok ? plain(result.table) : 'fault';
}

function fault(text: string, library: GoToml) {
  const result = read(text, library);
  return result.ok ? undefined : result.fault;
}

describe('readToml() in every dialect', () => {
  it.each<[string, unknown]>([
    ['', {}],
    ['# only a comment', {}],
    ['a = 1', { a: 1 }],
    ['a.b.c = "x"', { a: { b: { c: 'x' } } }],
    ['[a]\nb = 1\n[a.c]\nd = 2', { a: { b: 1, c: { d: 2 } } }],
    ['[a.b]\nc = 1\n[a]\nd = 2', { a: { b: { c: 1 }, d: 2 } }],
    ['[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3', { a: [{ b: 1 }, { b: 2, c: { d: 3 } }] }],
    ['a = { b = 1, "c d" = [1, 2,] }', { a: { b: 1, 'c d': [1, 2] } }],
    ['a = [1, "b", [true]] # mixed', { a: [1, 'b', [true]] }],
    ['a = """\nx\\\n   y"""', { a: 'xy' }],
    ["a = '''\nx\\n'''", { a: 'x\\n' }],
    ['a = 0x1f\nb = 0o17\nc = 0b101\nd = 1_000\ne = -7', { a: 31, b: 15, c: 5, d: 1000, e: -7 }],
    ['a = 1.5\nb = 1e3\nc = -inf', { a: 1.5, b: { $float: '1000' }, c: { $float: '-inf' } }],
    ['a = 1979-05-27T07:32:00Z', { a: '1979-05-27T07:32:00Z' }],
    ['"" = 1', { '': 1 }],
    ['__proto__ = 1\nconstructor = 2', { ['__proto__']: 1, constructor: 2 }],
    ['a = 1\r\n[b]\r\nc = 2\r\n', { a: 1, b: { c: 2 } }],
  ])('reads %j', (text, expected) => {
    for (const library of libraries) expect(values(text, library), library).toEqual(expected);
  });

  it.each([
    'a',
    'a =',
    'a = b',
    '= 1',
    '[a',
    '[]',
    '[a]\n[a]',
    'a = 1\na = 2',
    'a = "x',
    'a = "\\q"',
    'a = [1 2]',
    'a = 1 b = 2',
    'a = 1.',
    'a = .5',
    'a = 1__0',
    'a = {b = 1',
    'a = 1\n[a.b]\nc = 2',
    'a = "x\u0001"',
    'a = 99999999999999999999',
  ])('refuses %j', (text) => {
    for (const library of libraries) expect(values(text, library), library).toBe('fault');
  });

  it.each([
    ['deep arrays', `a = ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['deep inline tables', `${'a = {'.repeat(5000)}${'}'.repeat(5000)}`],
    ['long keys', `${'a.'.repeat(5000)}a = 1`],
    ['long headers', `[${'a.'.repeat(5000)}a]`],
  ])('gives up on %s instead of running out of stack', (_name, text) => {
    for (const library of libraries) expect(fault(text, library), library).toMatchObject({ limit: true });
  });

  it('does not read a file that is larger than any configuration', () => {
    expect(fault(' '.repeat(maxTomlBytes + 1), '2.4')).toMatchObject({ limit: true });
  });

  it('gives the place of keys and values', () => {
    const result = read('\n[a]\n  b = [\n  1 ]\n', '2.4');

    const table: TomlValue | undefined = result.ok ? result.table : undefined;
    expect(entryOf(table, 'a')).toMatchObject({ at: { file: '/c.toml', line: 2, column: 1 } });
    expect(entryAt(table, 'a', 'b')).toMatchObject({ at: { line: 3, column: 3 }, valueAt: { line: 3, column: 7 } });
  });
});

/** What differs: a text and what each family of libraries reads. */
describe('readToml() where the dialects differ', () => {
  const one: readonly GoToml[] = ['1.9.4', '1.9.5'];
  const two: readonly GoToml[] = ['2.2', '2.3', '2.4'];
  it.each<[string, string | Uint8Array, unknown, unknown]>([
    ['a byte order mark', '\ufeffa = 1', { a: 1 }, 'fault'],
    ['a lone carriage return', 'a = 1\rb = 2', { a: 1, b: 2 }, 'fault'],
    ['a carriage return in a comment', '# x\ry\na = 1', { a: 1 }, 'fault'],
    ['a null byte in a comment', '# \u0000\na = 1', { a: 1 }, 'fault'],
    ['bytes that are not UTF-8 in a value', Buffer.from('a = "\xe9"', 'latin1'), { a: '\u{fffd}' }, 'fault'],
    ['a surrogate', 'a = "\\ud800"', { a: '\u{fffd}' }, 'fault'],
    ['an escaped slash', 'a = "\\/"', { a: '/' }, 'fault'],
    ['an escape in a quoted header', '["\\u0063ri"]\na = 1', { '\\u0063ri': { a: 1 } }, { cri: { a: 1 } }],
    ['a quote in a quoted key', '"a\\"b" = 1', 'fault', { 'a"b': 1 }],
    ['a date without a time', 'a = 1979-05-27\n', 'fault', { a: '1979-05-27' }],
    ['a time', 'a = 07:32:00', 'fault', { a: '07:32:00' }],
    ['quotes before the end of a string', 'a = """x"""""', 'fault', { a: 'x""' }],
    ['a header that adds to a dotted key', 'a.b = 1\n[a]\nc = 2', { a: { b: 1, c: 2 } }, 'fault'],
    ['a dotted key that adds to a table', '[a.b]\nc = 1\n[a]\nb.d = 2', { a: { b: { c: 1, d: 2 } } }, 'fault'],
    ['a key twice in an inline table', 'a = {b = 1, b = 2}', { a: { b: 2 } }, 'fault'],
    ['a table written in two ways', '[a.b]\nc = 1\n[a . b]\nd = 2', { a: { b: { c: 1, d: 2 } } }, 'fault'],
    ['a short number with a leading zero', 'a = 07', { a: 7 }, 'fault'],
    ['a longer number with a leading zero', 'a = 007', 'fault', 'fault'],
    ['a key behind a header', '[a] b = 1', { a: { b: 1 } }, 'fault'],
    ['a new line in a literal string', "a = 'x\ny'", { a: 'x\ny' }, 'fault'],
    ['windows new lines in a string', 'a = """x\r\ny"""', { a: 'x\r\ny' }, { a: 'x\r\ny' }],
  ])('reads %s', (_name, text, loose, strict) => {
    for (const library of one) expect(values(text, library), library).toEqual(loose);
    for (const library of two) expect(values(text, library), library).toEqual(strict);
  });

  it.each([
    ['new lines in an inline table', 'a = {\n  b = 1,\n}', { a: { b: 1 } }],
    ['an escape character', 'a = "\\e[0m\\x41"', { a: '\u001b[0mA' }],
  ])('reads %s in go-toml 2.4 only', (_name, text, expected) => {
    expect(values(text, '2.4')).toEqual(expected);
    for (const library of ['1.9.5', '2.2', '2.3'] as const) expect(values(text, library), library).toBe('fault');
  });

  it('panics at a comma without a value until go-toml 1.9.4', () => {
    expect(fault('a = [1,,2]', '1.9.4')).toMatchObject({ panics: true, message: 'unhandled token: "," [recovered]' });
    expect(fault('a = [1,,2]', '1.9.5')).not.toHaveProperty('panics');
  });

  it('reads integers up to 2^64-1 in go-toml 1.9.5', () => {
    expect(values('a = 18446744073709551615', '1.9.5')).toEqual({ a: { $int: '18446744073709551615' } });
    expect(values('a = 18446744073709551615', '1.9.4')).toBe('fault');
  });
});
