import { expect, it } from 'vitest';
import { fitScreen } from '../../../src/render/text/fit-screen.ts';

it('fitScreen() cuts lines at the right edge, and ends colours behind it', () => {
  expect(fitScreen('\u001b[31mabc\u001b[39mdef\n12\n', { columns: 2, rows: 5 })).toEqual([
    '\u001b[31mab\u001b[39m',
    '12',
  ]);
});

it('fitScreen() counts wide characters as two cells', () => {
  expect(fitScreen('漢字x', { columns: 3, rows: 1 })).toEqual(['漢']);
});

it('fitScreen() says how many lines do not fit', () => {
  expect(fitScreen('a\nb\nc\nd\n', { columns: 80, rows: 3 })).toEqual(['a', 'b', 'and 2 more lines']);
  expect(fitScreen('a\nb\nc\n', { columns: 80, rows: 3 })).toEqual(['a', 'b', 'c']);
});
