import { expect, it } from 'vitest';
import { readTomlStrings, tomlKey } from '../../../src/sources/containerd/toml-strings.ts';

const OPT = tomlKey('plugins', 'io.containerd.internal.v1.opt', 'path');

it.each([
  ['[plugins."io.containerd.internal.v1.opt"]\n  path = "/x"'],
  ["[plugins.'io.containerd.internal.v1.opt']\npath = '/x'"],
  ['[ plugins . "io.containerd.internal.v1.opt" ] # comment\n"path" = "/x" # comment'],
  ['[plugins]\n"io.containerd.internal.v1.opt".path = "/x"'],
  ['plugins."io.containerd.internal.v1.opt".path = """\n/x"""'],
  ["plugins = { 'io.containerd.internal.v1.opt' = { path = '''/x''' } }\n"],
  ['[plugins]\r\n[plugins."io.containerd.internal.v1.opt"]\r\npath = "\\u002fx"\r\n'],
  ['[[stream]]\npath = "/y"\n[plugins."io.containerd.internal.v1.opt"]\npath = "/x"'],
  ['[plugins."io.containerd.internal.v1.opt"]\npath = """\\\n   /x"""'],
  ['\uFEFF# é\n[plugins."io.containerd.internal.v1.opt"]\npath="/x"\n[plugins.other]\npath="/y"'],
  ['[plugins."io.containerd.internal.v1.opt"]\npath="/x"\n[[plugins."io.containerd.internal.v1.opt".more]]\npath="/y"'],
])('readTomlStrings() finds the key in every notation: %j', (text) => {
  expect(readTomlStrings(text)?.get(OPT)).toBe('/x');
});

it('readTomlStrings() reads lists and integers, and skips other values', () => {
  const text = `
version = 2
imports = [ # comment
  "a",  'b', # another
]
oom_score = -9_99
ratio = 0.5
when = 1979-05-27 07:32:00Z
on = true
nested = [["x"], [1, 2]]
tables = [{ a = "b" }, { a = "c" }]
empty = []
quote = "a\\"b\\\\c]#"
path = '''it''s'''
five = """"two" quotes"""""
`;

  const values = readTomlStrings(text);

  expect(Object.fromEntries(values ?? [])).toEqual({
    '["version"]': 2,
    '["imports"]': ['a', 'b'],
    '["oom_score"]': -999,
    '["empty"]': [],
    '["quote"]': 'a"b\\c]#',
    '["path"]': "it''s",
    '["five"]': '"two" quotes""',
  });
});

it.each([
  ['a = "unclosed'],
  ['a = '],
  ['= 1'],
  ['[a'],
  ['a = [1'],
  ['a = {b = 1'],
  ['a = "x" b = "y"'],
  ['{"json": true}'],
  ['a = "\\q"'],
  ["a = 'new\nline'"],
  ['a = "\\UFFFFFFFF"'],
  ['\0\x01\x02'],
])('readTomlStrings() refuses %j', (text) => {
  expect(readTomlStrings(text)).toBeUndefined();
});
