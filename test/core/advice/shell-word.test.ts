import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellWord } from '../../../src/core/advice/shell-word.ts';

it('shellWord() leaves a plain path unquoted', () => {
  expect(shellWord('/usr/local/bin/crun')).toBe('/usr/local/bin/crun');
});

it('shellWord() writes invisible characters with escapes', () => {
  expect(shellWord('/a\u202eb\n')).toBe("$'/a\\xe2\\x80\\xaeb\\x0a'");
});

it('shellWord() gives a shell the same word back', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
  const words = fc.sample(word, { numRuns: 200, seed: 7 });

  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], {
    encoding: 'utf8',
  });

  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});
