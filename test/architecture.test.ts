import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
