import { describe, expect, it } from 'vitest';
import { glob } from '../../../../src/core/containerd/config/glob.ts';
import { cleanPath } from '../../../../src/core/go/path.ts';

const tree: Readonly<Record<string, readonly string[]>> = {
  '/': ['etc', 'opt'],
  '/etc': ['a', 'b', 'ab'],
  '/etc/a': ['B.toml', '9.toml', '10.toml', '_z.toml', 'a.toml', '.hidden.toml', 'x.toml~', 'é.toml', 'x[1].toml'],
  '/etc/b': ['a.toml'],
  '.': ['here.toml'],
};
const find = (pattern: string) => {
  const result = glob(pattern, (directory) => tree[cleanPath(directory)] ?? []);
  return result.ok ? result.paths : result.error;
};

describe('glob()', () => {
  it.each<[string, readonly string[]]>([
    ['/etc/a/*.toml', ['.hidden', '10', '9', 'B', '_z', 'a', 'x[1]', 'é'].map((name) => `/etc/a/${name}.toml`)],
    ['/etc/*/a.toml', ['/etc/a/a.toml', '/etc/b/a.toml']],
    ['/etc/**/a.toml', ['/etc/a/a.toml', '/etc/b/a.toml']],
    ['/etc//b/*', ['/etc/b/a.toml']],
    ['/etc/a/[0-9]*', ['/etc/a/10.toml', '/etc/a/9.toml']],
    ['/etc/a/[^.]?*l', ['10', '9', 'B', '_z', 'a', 'x[1]', 'é'].map((name) => `/etc/a/${name}.toml`)],
    ['/etc/a/x\\[*', ['/etc/a/x[1].toml']],
    ['/*/a', ['/etc/a']],
    ['*.toml', ['here.toml']],
    ['/nowhere/*', []],
  ])('finds %s', (pattern, expected) => {
    expect(find(pattern)).toEqual(expected);
  });

  it.each(['/etc/[*', '/etc/*\\', '/etc/*[]', '/etc/*[a-]', '/etc/*[-a]'])('refuses the pattern %s', (pattern) => {
    expect(find(pattern)).toBe('syntax error in pattern');
  });
});
