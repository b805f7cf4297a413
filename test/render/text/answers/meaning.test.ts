import { expect, it } from 'vitest';
import { renderMeaning } from '../../../../src/render/text/answers/meaning.ts';

it('renderMeaning() fits the terminal, and keeps code on one line', () => {
  const text = renderMeaning(
    'shim-odd',
    [
      { kind: 'paragraph', text: 'Write the following, for example `chmod o-w DIR`, now.' },
      { kind: 'list', items: ['A file that is not used by anything', 'Other'] },
      {
        kind: 'table',
        rows: [
          ['release', 'shims'],
          ['1.6', 'of 2.0 and later'],
        ],
      },
    ],
    { colour: false, columns: 30 },
  );

  expect(text).toBe(`shim-odd

Write the following, for
example \`chmod o-w DIR\`, now.

- A file that is not used by
  anything
- Other

release  shims
1.6      of 2.0 and later
`);
});

it('renderMeaning() has lines of at most 100 characters on a wide terminal', () => {
  const text = renderMeaning('x', [{ kind: 'paragraph', text: 'word '.repeat(60).trim() }], {
    colour: true,
    columns: 300,
  });

  expect(text.startsWith('\u001b[1mx')).toBe(true);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(99);
});
