import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longest } from './longest-first.ts';

const repository = join(import.meta.dirname, '..');

const folders = ['src', 'public'].flatMap((root) => [
  root,
  ...readdirSync(join(repository, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1)),
]);

function namesIn(folder: string, kind: 'isFile' | 'isDirectory'): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true })
    .filter((entry) => entry[kind]())
    .map(({ name }) => name);
}

describe('a folder', () => {
  it.each(folders)('%s has at most 18 files', (folder) => {
    expect(namesIn(folder, 'isFile').length).toBeLessThanOrEqual(18);
  });

  it.each(folders)('%s has no file whose name starts with the name of a folder next to it', (folder) => {
    const rooms = namesIn(folder, 'isDirectory');
    const misplaced = namesIn(folder, 'isFile').filter((file) => rooms.some((room) => file.startsWith(`${room}-`)));

    expect(misplaced).toEqual([]);
  });
});

it.each(namesIn('src', 'isDirectory'))('biome.json limits what src/%s may import', (folder) => {
  const { overrides } = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8'));

  expect(overrides).toContainEqual(
    expect.objectContaining({
      includes: [`src/${folder}/**`],
      linter: { rules: expect.objectContaining({ style: { noRestrictedImports: expect.anything() } }) },
    }),
  );
});

it.each(longest)('test/%s, which starts first, exists', (file) => {
  expect(existsSync(join(repository, 'test', file))).toBe(true);
});

/** The imports of the files below a folder, which the linter sees as written; these paths begin at the repository. */
function importsBelow(folder: string): readonly { readonly onlyTypes: boolean; readonly from: string }[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap(({ parentPath, name }) =>
      [...readFileSync(join(parentPath, name), 'utf8').matchAll(/^import (type )?[^;]*? from '(\.[^']+)';$/gm)].map(
        ([, type, path = '']) => ({
          onlyTypes: type !== undefined,
          from: relative(repository, join(parentPath, path)),
        }),
      ),
    );
}

function valuesFrom(room: string, importing: string): readonly string[] {
  return importsBelow(importing)
    .filter(({ onlyTypes, from }) => !onlyTypes && from.startsWith(room))
    .map(({ from }) => from);
}

it.each(['src/discovery', 'src/http'])('%s imports only types of src/settings', (folder) => {
  expect(valuesFrom('src/settings/', folder)).toEqual([]);
});

it('src/core imports values only from files of src/model without a schema', () => {
  const imported = [...new Set(valuesFrom('src/model/', 'src/core'))];

  expect(imported).toContain('src/model/words.ts');
  expect(imported.filter((file) => /^import /m.test(readFileSync(join(repository, file), 'utf8')))).toEqual([]);
});

it.each(['src/model', 'src/core', 'src/render'])('%s imports nothing that is directly in src', (folder) => {
  expect(importsBelow(folder).filter(({ from }) => /^src\/[^/]+$/.test(from))).toEqual([]);
});

/** The modules of the service that benchmarks bundle; `contents` imports them as `./src/…`. */
const bundled = readdirSync(join(repository, 'bench'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
  .flatMap(({ parentPath, name }) => {
    const text = readFileSync(join(parentPath, name), 'utf8');
    const found = text.matchAll(/export \{ (\w+) \} from '\.\/(src\/[^']+)'/g);
    return [...found].map(([, symbol = '', file = '']) => ({ benchmark: name, symbol, file }));
  });

it.each(bundled)('bench/…/$benchmark finds $symbol in $file', ({ symbol, file }) => {
  const exported = new RegExp(String.raw`^export (?:async )?(?:class|const|function) ${symbol}\b`, 'm');

  expect(readFileSync(join(repository, file), 'utf8')).toMatch(exported);
});
