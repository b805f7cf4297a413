import { expect, it } from 'vitest';
import { displayWidth } from '../../../src/render/text/display-width.ts';
import { palette } from '../../../src/render/text/paint.ts';
import { alignColumns } from '../../../src/render/text/table.ts';

it.each([
  ['', 0],
  ['runc', 4],
  ['日本', 4],
  ['한국', 4],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['é', 1],
  ['😀', 2],
])('displayWidth() counts the cells of %j', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

it('alignColumns() aligns by visible width, without spaces at the end of a line', () => {
  const lines = alignColumns([
    [{ text: '日本' }, { text: 'x' }],
    [{ text: 'a\u001b' }, { text: 'y' }],
    [{ text: 'abc' }, { text: '' }],
  ]);

  expect(lines).toEqual(['日本   x', 'a\\x1b  y', 'abc']);
});

it('alignColumns() ignores colours in widths', () => {
  const { good } = palette(true);

  const lines = alignColumns([
    [{ text: 'a', paint: good }, { text: 'x' }],
    [{ text: 'abc' }, { text: 'y' }],
  ]);

  expect(lines).toEqual(['\u001b[32ma\u001b[39m    x', 'abc  y']);
});

it('palette() returns text unchanged without colour', () => {
  const { bold, bad } = palette(false);

  expect(bold(bad('text'))).toBe('text');
});
