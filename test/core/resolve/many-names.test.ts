import fc from 'fast-check';
import { expect, it } from 'vitest';
import { catalogue } from '../../../src/core/catalogue.ts';
import { editDistance } from '../../../src/core/edit-distance.ts';
import { didYouMean } from '../../../src/core/resolve/did-you-mean.ts';
import { SimilarWords } from '../../../src/core/resolve/similar-words.ts';
import { plainDistance, plainSuggestions } from './plain-suggestions.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.'), maxLength: 12 });

it('editDistance() is the distance of the textbook up to the limit', () => {
  fc.assert(
    fc.property(word, word, fc.nat(4), (from, to, limit) => {
      const distance = plainDistance(from, to);

      expect(editDistance(from, to, limit)).toBe(distance > limit ? undefined : distance);
    }),
    { numRuns: 2000 },
  );
});

it('SimilarWords finds each word within the limit, and no other', () => {
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 40 }), fc.nat(4), (asked, words, limit) => {
      const near = words.map((each) => [each, plainDistance(asked, each)] as const);

      expect(new SimilarWords(words).near(asked, limit)).toEqual(new Map(near.filter(([, each]) => each <= limit)));
    }),
    { numRuns: 500 },
  );
});

const realNames = catalogue.flatMap(({ binary, runtime = binary, nicknames = [] }) => [binary, runtime, ...nicknames]);
const madeUp = fc.nat(30).map((number) => `io.containerd.present${number}.v1`);
const anyName = fc.oneof(fc.constantFrom('runc', ...realNames), madeUp, word);

/** A name with a mistake somewhere: a letter more or less, another one, or two that changed places. */
const misspelt = fc
  .tuple(anyName, fc.nat(30), fc.constantFrom('', 'x', '.', '-v2', ' ', '/'), fc.nat(2))
  .map(([name, place, added, left]) => {
    const at = place % (name.length + 1);
    return `${name.slice(0, at)}${added}${name.slice(at + left)}`;
  });
const written = fc.oneof(
  anyName,
  misspelt,
  misspelt.map((name) => name.toUpperCase()),
);
const isolations = fc.constantFrom(undefined, 'namespaces', 'microvm', 'wasm', 'unheard-of');

it('didYouMean() suggests what a comparison with each known name gives', () => {
  const known = fc.array(fc.tuple(written, isolations, fc.nat(4)), { maxLength: 30 });
  fc.assert(
    fc.property(written, known, (name, facts) => {
      const names = facts.map(([each]) => each);
      const excluded = new Set(facts.flatMap(([each, , chance]) => (chance === 0 ? [each] : [])));
      const isolation = new Map(facts.map(([each, how]) => [each, how]));
      const isolationOf = (each: string) => isolation.get(each);

      expect(didYouMean(name, names, { excluded, isolationOf })).toEqual(
        plainSuggestions(name, names, excluded, isolationOf),
      );
    }),
    { numRuns: 1000 },
  );
});
