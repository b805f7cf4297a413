import type { Meaning, MeaningPart } from '../../model/inventory/meaning.ts';

/**
 * What each finding means, by its code: the sections of docs/findings.md. Reads only the Markdown that this page has:
 * paragraphs, lists, tables, code and links. The severity and the subject come last.
 */
export function readMeanings(page: string): ReadonlyMap<string, Meaning> {
  const [, ...sections] = page.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [code = '', ...blocks] = section.trim().split(/\n{2,}/);
      return [code, [...blocks.filter(isText), ...blocks.filter((block) => !isText(block))].map(toPart)];
    }),
  );
}

/** The page is a reference and begins each section with this line. Who asks about one finding asks what it means. */
function isText(block: string): boolean {
  return !block.startsWith('Severity: ');
}

function toPart(block: string): MeaningPart {
  if (block.startsWith('- ')) return { kind: 'list', items: block.slice('- '.length).split('\n- ').map(toText) };
  if (block.startsWith('| ')) return { kind: 'table', rows: block.split('\n').filter(isRow).map(toCells) };
  return { kind: 'paragraph', text: toText(block) };
}

/** The line between the titles of a table and its rows is not a row. */
function isRow(line: string): boolean {
  return !line.startsWith('|-');
}

function toCells(line: string): readonly string[] {
  return line.slice('|'.length, -'|'.length).split('|').map(toText);
}

/** A text as one line. The pages of docs/ are not where this is shown, so of a link only its text stays. */
function toText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\(#\1\)/g, '`$1`')
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
