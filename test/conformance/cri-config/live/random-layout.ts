import fc from 'fast-check';
import type { Layout } from '../vector.ts';
import { configText, dropIns } from './random-file.ts';
import type { Plugins } from './random-plugin.ts';

/** How the main file is given, and where containerd runs: a relative path or pattern may begin there. */
const starts = fc.constantFrom(
  { args: ['--config', '$ROOT/config.toml'], cwd: '/' },
  { args: ['--config', '$ROOT/config.toml'], cwd: '$ROOT' },
  { args: ['-c', 'config.toml'], cwd: '$ROOT' },
  { args: ['--config=./config.toml'], cwd: '$ROOT' },
  { args: ['--config', '$ROOT/sub/../config.toml'], cwd: '$ROOT/sub' },
);

/**
 * A main file, the files that it may import, and the command line, for a containerd that has these plugins by default.
 * `$ROOT` is the directory of the layout.
 */
export function randomLayout(plugins: Plugins): fc.Arbitrary<Layout> {
  const text = (maxImports: number) => configText(plugins, maxImports);
  const more = fc.uniqueArray(fc.tuple(fc.constantFrom(...dropIns), text(1)), {
    maxLength: 4,
    selector: ([path]) => path,
  });
  return fc.record({ start: starts, main: text(3), more }).map(({ start, main, more: files }) => ({
    id: 'random',
    ...start,
    dirs: ['$ROOT/sub'],
    files: [['config.toml', main] as const, ...files].map(([path, content]) => ({ path: `$ROOT/${path}`, content })),
    expect: {},
  }));
}
