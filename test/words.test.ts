import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, it } from 'vitest';
import { dialect, quotations } from './words/dialect.ts';
import { type Text, textsOfCode, textsOfMarkdown, wholeText } from './words/readable-text.ts';

const repository = join(import.meta.dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

const readers: Readonly<Record<string, (source: string) => readonly Text[]>> = {
  '.ts': textsOfCode,
  '.js': textsOfCode,
  '.cjs': textsOfCode,
  '.css': textsOfCode,
  '.json': textsOfCode,
  '.md': textsOfMarkdown,
  '.html': wholeText,
  '.yml': wholeText,
  '.yaml': wholeText,
  '.sh': wholeText,
  '.service': wholeText,
  '.socket': wholeText,
};

/** What is wrong with the English of some texts: the place, the expression, and what to write instead. */
function faultsIn(file: string, source: string, texts: readonly Text[]): readonly string[] {
  return texts.flatMap(({ at, text }) => {
    const prose = withoutQuotations(text).replaceAll(/\n\s*\*/g, (margin) => '\n'.padEnd(margin.length));
    return dialect.flatMap(({ pattern, instead }) =>
      [...prose.matchAll(acrossLines(pattern))].map((found) => {
        const line = source.slice(0, at + found.index).split('\n').length;
        return `${file}:${line}: "${found[0].replaceAll(/\s+/g, ' ')}": write ${instead}`;
      }),
    );
  });
}

function acrossLines({ source, flags }: RegExp): RegExp {
  return new RegExp(source.replaceAll(' ', String.raw`\s+`), flags);
}

function withoutQuotations(text: string): string {
  return quotations.reduce((rest, quotation) => rest.replaceAll(quotation, ' '.repeat(quotation.length)), text);
}

function faultsOf(file: string, isRead: (text: Text) => boolean = () => true): readonly string[] {
  const read = readers[extname(file)];
  if (read === undefined) return [];
  const source = readFileSync(join(repository, file), 'utf8');
  return faultsIn(file, source, read(source).filter(isRead));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1))
    .filter((file) => !/^test\/(?:fixtures|words)[/.]/.test(file))
    .sort();
}

it.each(pages)('%s is plain English', (file) => {
  expect(faultsOf(file).join('\n')).toBe('');
});

it.each(['docs', 'public', 'src', 'deploy', 'bench', 'scripts'])('%s/ is plain English', (folder) => {
  expect(
    filesBelow(folder)
      .flatMap((file) => faultsOf(file))
      .join('\n'),
  ).toBe('');
});

it('comments and names of tests are plain English', () => {
  const faults = filesBelow('test').flatMap((file) => faultsOf(file, ({ kind }) => kind !== 'other'));

  expect(faults.join('\n')).toBe('');
});

it('an expression is found in comments, literals and templates, with its line', () => {
  const source = [
    '/** A runtime: one',
    ' * that is gone. */',
    "const a = 'it tells' + /it tells/.source + b / c;",
    `const d = \`told $\{e({ f: "beside" })} heard\`; // anew`,
  ].join('\n');

  expect(faultsIn('x.ts', source, textsOfCode(source)).map((fault) => fault.replace(/: write .*/, ''))).toEqual([
    'x.ts:1: "one that is"',
    'x.ts:3: "tells"',
    'x.ts:4: "told"',
    'x.ts:4: "beside"',
    'x.ts:4: "heard"',
    'x.ts:4: "anew"',
  ]);
});

it('code of a Markdown page, quotations and identifiers are left alone', () => {
  const page = 'Run `tells`.\n\n```\nit tells\n```\n\nIt is no longer there.';
  const code = "const told = heard; throw new Error('open x: is no such file');";

  expect([...faultsIn('x.md', page, textsOfMarkdown(page)), ...faultsIn('x.ts', code, textsOfCode(code))]).toEqual([]);
});
