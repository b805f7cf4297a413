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
  fc.assert(
    fc.property(word, (text) => {
      const printed = execFileSync('bash', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });

      expect(printed).toBe(text);
    }),
    { numRuns: 30 },
  );
});
