import { expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/core/docker/config/command-line.ts';
import { type DockerdRead, parseDockerd } from '../../../src/core/docker/config/dockerd.ts';
import { parseOnce } from '../../../src/sources/docker/parse-once.ts';

function read(text: string, flags: readonly string[] = [], version = '28.0.0'): DockerdRead {
  const bytes = Buffer.from(text);
  return { ...parseCommandLine(flags, version), configFile: '/d.json', explicit: false, bytes };
}

it('parseOnce() gives the same value for the same content', () => {
  const parse = parseOnce(parseDockerd);

  expect(parse(read('{}', ['-D']))).toBe(parse(read('{}', ['-D'])));
});

it.each<[string, DockerdRead]>([
  ['file', read('{"debug": true}')],
  ['flags', read('{}', ['-D'])],
  ['release', read('{}', [], '28.0.1')],
  ['process', { ...read('{}'), pid: 7 }],
  ['directory', { ...read('{}'), cwd: '/srv' }],
  ['missing file', { ...read('{}'), bytes: undefined, errno: 'ENOENT' }],
])('parseOnce() parses again for another %s', (_what, other) => {
  const parse = parseOnce(parseDockerd);
  const before = parse(read('{}'));

  const after = parse(other);

  expect(after).not.toBe(before);
  expect(after).toEqual(parseDockerd(other));
});
