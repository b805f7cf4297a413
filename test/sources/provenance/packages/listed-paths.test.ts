import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ListedPaths, WantedPaths } from '../../../../src/sources/provenance/packages/listed-paths.ts';

const path = fc
  .array(fc.stringMatching(/^[a-zé0-9.+-]{1,12}$/), { minLength: 1, maxLength: 6 })
  .map((parts) => `/${parts.join('/')}`);

it('finds exactly the wanted paths of every list, and afterwards every path may be listed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(path), fc.boolean())), fc.array(path), (lists, others) => {
      const listed = new ListedPaths();
      const wanted = new WantedPaths([...others, ...lists.flatMap(([[first]]) => first ?? [])]);
      for (const [paths, isEnded] of lists) {
        const found = wanted.findIn(Buffer.from(paths.join('\n') + (isEnded ? '\n' : '')), listed);
        const expected = paths.filter((each) => others.includes(each) || lists.some(([[first]]) => first === each));
        expect(found).toEqual(new Set(expected));
      }
      for (const each of lists.flatMap(([paths]) => paths)) expect(listed.mayHave(each)).toBe(true);
    }),
  );
});

it('few paths may be listed that are not', () => {
  const listed = new ListedPaths();
  const paths = Array.from({ length: 100_000 }, (_, index) => `/usr/share/doc/package-${index % 977}/file-${index}`);
  new WantedPaths([]).findIn(Buffer.from(paths.join('\n')), listed);

  const others = Array.from({ length: 10_000 }, (_, index) => `/usr/bin/containerd-shim-other${index}-v1`);

  expect(others.filter((each) => listed.mayHave(each)).length).toBeLessThan(500);
});
