import { expect, it } from 'vitest';
import { readOnlyData } from '../../../../src/sources/executables/elf/read-only-data.ts';
import { elfWithSections } from '../../provenance/elf-sections.ts';
import { readerOf } from '../../provenance/read-at.ts';

const library = elfWithSections([
  { name: '.text', bytes: Buffer.from('machine code'), isCode: true },
  { name: '.rodata', bytes: Buffer.from('texts of a library') },
]);

it('the texts of a library are its section .rodata', () => {
  expect(readOnlyData(readerOf(library), 1000).toString()).toBe('texts of a library');
});

it('no more bytes are read than asked for', () => {
  expect(readOnlyData(readerOf(library), 5).toString()).toBe('texts');
});

it.each([
  ['another file', Buffer.from('text')],
  ['a program without .rodata', elfWithSections([{ name: '.text', bytes: Buffer.from('code'), isCode: true }])],
])('%s is read as a whole', (_, bytes) => {
  expect(readOnlyData(readerOf(bytes), 10_000)).toEqual(bytes);
});
