import fc from 'fast-check';
import type { Layout } from '../vector.ts';
import { configText, dropIns } from './random-file.ts';

/** How the main file is given, and where containerd runs: a relative path or pattern may begin there. */
const starts = fc.constantFrom(
  { args: ['--config', '$ROOT/config.toml'], cwd: '/' },
  { args: ['--config', '$ROOT/config.toml'], cwd: '$ROOT' },
  { args: ['-c', 'config.toml'], cwd: '$ROOT' },
  { args: ['--config=./config.toml'], cwd: '$ROOT' },
  { args: ['--config', '$ROOT/sub/../config.toml'], cwd: '$ROOT/sub' },
);

const more = fc.uniqueArray(fc.tuple(fc.constantFrom(...dropIns), configText(1)), {
  maxLength: 4,
  selector: ([path]) => path,
});

/** A main file, the files that it may import, and the command line. `$ROOT` is the directory of the layout. */
export const randomLayout: fc.Arbitrary<Layout> = fc
  .record({ start: starts, main: configText(3), more })
  .map(({ start, main, more: files }) => ({
    id: 'random',
    ...start,
    dirs: ['$ROOT/sub'],
    files: [['config.toml', main] as const, ...files].map(([path, content]) => ({ path: `$ROOT/${path}`, content })),
    expect: {},
  }));
