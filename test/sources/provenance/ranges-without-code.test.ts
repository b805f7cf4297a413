import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rangesWithoutCode } from '../../../src/sources/provenance/ranges-without-code.ts';
import { elfWithSections } from './elf-sections.ts';
import { readerOf } from './read-at.ts';

const isCode = true;

it('rangesWithoutCode() gives a file without its machine code', () => {
  const file = elfWithSections([
    { name: '.init', bytes: Buffer.from('[init]'), isCode },
    { name: '.text', bytes: Buffer.from('[text]'), isCode },
    { name: '.rodata', bytes: Buffer.from('[texts]') },
    { name: '.plt', bytes: Buffer.from('[plt]'), isCode },
    { name: '.data', bytes: Buffer.from('[data]') },
  ]);

  const left = rangesWithoutCode(readerOf(file), file.length).map(({ start, end }) =>
    file.toString('latin1', start, end),
  );

  expect(left).toHaveLength(3);
  expect(left[1]).toBe('[texts]');
  expect(left[2]).toMatch(/^\[data\]/);
  expect(left.join('')).not.toMatch(/\[(init|text|plt)\]/);
});

it('rangesWithoutCode() gives the whole of a file that has no sections', () => {
  const file = Buffer.from('#!/bin/sh\n');

  expect(rangesWithoutCode(readerOf(file), file.length)).toEqual([{ start: 0, end: file.length }]);
});

it('rangesWithoutCode() gives ranges inside the file, in order, for any bytes', () => {
  const whole = elfWithSections([
    { name: '.text', bytes: Buffer.alloc(40), isCode },
    { name: '.data', bytes: Buffer.alloc(40) },
  ]);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255))), (changes) => {
      const file = Buffer.from(whole);
      for (const [at, value] of changes) file[at] = value;
      let end = 0;
      for (const range of rangesWithoutCode(readerOf(file), file.length)) {
        expect(range.start).toBeGreaterThanOrEqual(end);
        expect(range.end).toBeGreaterThan(range.start);
        end = range.end;
      }
      expect(end).toBeLessThanOrEqual(file.length);
    }),
  );
});
