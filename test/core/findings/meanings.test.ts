import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rules } from '../../../src/core/findings/findings.ts';
import { readMeanings } from '../../../src/core/findings/meanings.ts';
import type { MeaningPart } from '../../../src/model/inventory/meaning.ts';

const meanings = readMeanings(readFileSync(new URL('../../../docs/findings.md', import.meta.url), 'utf8'));

function textsOf(part: MeaningPart): readonly string[] {
  switch (part.kind) {
    case 'paragraph':
      return [part.text];
    case 'list':
      return part.items;
    case 'table':
      return part.rows.flat();
  }
}

it('every finding has a meaning, and nothing else has one', () => {
  expect([...meanings.keys()]).toEqual(Object.keys(rules));
});

it.each([...meanings])(
  '%s says what it means first, its severity last, and has no Markdown except code',
  (_code, meaning) => {
    const texts = meaning.flatMap(textsOf);

    expect(texts[0]).not.toMatch(/^(?:Severity|There are|The same)/);
    expect(texts.at(-1)).toMatch(/^Severity: .*Subject: /);
    expect(texts.filter((text) => text.startsWith('To fix: '))).toHaveLength(1);
    for (const text of texts) {
      expect(text.split('`').length % 2, text).toBe(1);
      expect(text.replace(/`[^`]*`/g, '')).not.toMatch(/\n|\]\(|\*\*|\||^(?:[#>+*-]|\d+\.) /);
    }
  },
);

it('readMeanings() reads paragraphs, lists, tables and links', () => {
  const page = `# Findings

An introduction.

## one

A paragraph of
two lines, see [two](#two) and [the page](api.md#x).

- An item of
  two lines
- \`a - b\`

| title | other |
|---|---|
| 1 | \`x\` |

## two

Severity: low.

Short.
`;

  expect([...readMeanings(page)]).toEqual([
    [
      'one',
      [
        { kind: 'paragraph', text: 'A paragraph of two lines, see `two` and the page.' },
        { kind: 'list', items: ['An item of two lines', '`a - b`'] },
        {
          kind: 'table',
          rows: [
            ['title', 'other'],
            ['1', '`x`'],
          ],
        },
      ],
    ],
    [
      'two',
      [
        { kind: 'paragraph', text: 'Short.' },
        { kind: 'paragraph', text: 'Severity: low.' },
      ],
    ],
  ]);
});
