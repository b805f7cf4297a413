import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partsOf } from '../../../src/sources/provenance/file-parts.ts';
import { elfWithSections } from './elf-sections.ts';
import { readerOf } from './read-at.ts';

const isCode = true;
const isLoaded = false;
const SYMTAB = 2;

it('partsOf() says where a file has texts, and where only names', () => {
  const file = elfWithSections([
    { name: '.dynsym', bytes: Buffer.from('[symbols]'), type: 11 },
    { name: '.dynstr', bytes: Buffer.from('[library names]') },
    { name: '.init', bytes: Buffer.from('[init]'), isCode },
    { name: '.text', bytes: Buffer.from('[text]'), isCode },
    { name: '.rodata', bytes: Buffer.from('[texts]') },
    { name: '.data.rel.ro.gopclntab', bytes: Buffer.from('[functions]') },
    { name: '.data', bytes: Buffer.from('[data]') },
    { name: '.symtab', bytes: Buffer.from('[more symbols]'), type: SYMTAB, isLoaded },
    { name: '.debug_str', bytes: Buffer.from('[debug]'), isLoaded },
  ]);
  const head = file.toString('latin1', 0, file.indexOf('[symbols]'));

  const parts = partsOf(readerOf(file), file.length).map(({ start, end, content }) => ({
    [content]: file.toString('latin1', start, end),
  }));

  // The names of the sections are not loaded either; their table is described by no section.
  const names = file.toString('latin1', file.indexOf('\0.dynsym'), file.indexOf('.shstrtab') + 10);
  expect(parts).toEqual([
    { texts: head },
    { neither: '[symbols]' },
    { names: '[library names]' },
    { neither: '[init][text]' },
    { texts: '[texts]' },
    { names: '[functions]' },
    { texts: '[data]' },
    { neither: `[more symbols][debug]${names}` },
    { texts: file.toString('latin1', file.indexOf('.shstrtab') + 10) },
  ]);
});

it('partsOf() treats the whole of a file without sections as texts', () => {
  const file = Buffer.from('#!/bin/sh\n');

  expect(partsOf(readerOf(file), file.length)).toEqual([{ start: 0, end: file.length, content: 'texts' }]);
});

it('partsOf() gives each byte of any file once, in order', () => {
  const whole = elfWithSections([
    { name: '.text', bytes: Buffer.alloc(40), isCode },
    { name: '.gopclntab', bytes: Buffer.alloc(40) },
    { name: '.data', bytes: Buffer.alloc(40) },
  ]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))), (changes) => {
      const file = Buffer.from(whole);
      for (const [at, value] of changes) file[at] = value;
      let done = 0;
      for (const { start, end } of partsOf(readerOf(file), file.length)) {
        expect(start).toBe(done);
        expect(end).toBeGreaterThan(start);
        done = end;
      }
      expect(done).toBe(file.length);
    }),
  );
});
