import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ListedPaths, WantedPaths } from '../../../../src/sources/provenance/packages/listed-paths.ts';

const part = fc.oneof(fc.constantFrom('bin', 'sbin', 'usr', 'xbin'), fc.stringMatching(/^[a-zé0-9.+-]{1,12}$/));
const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('/')}`);
const program = fc.tuple(path, fc.constantFrom('bin', 'sbin'), part).map((parts) => parts.join('/'));
const lists = fc.array(fc.tuple(fc.array(fc.oneof(path, program)), fc.boolean()));

it.each([
  ['paths', path],
  ['programs', program],
])('finds exactly the wanted %s of every list, and afterwards every path may be listed', (_, wantedPath) => {
  fc.assert(
    fc.property(lists, fc.array(wantedPath), fc.nat(2), (allLists, others, chosen) => {
      const all = allLists.flatMap(([paths]) => paths);
      const isWanted = (each: string) => wantedPath === path || /bin\/[^/]*$/.test(each);
      const names = [...others, ...all.filter((each, index) => isWanted(each) && index % 3 === chosen)];
      const wanted = new WantedPaths(names);
      const listed = new ListedPaths();
      for (const [paths, isEnded] of allLists) {
        const list = Buffer.from(paths.join('\n') + (isEnded ? '\n' : ''));
        const expected = new Set(paths.filter((each) => names.includes(each)));
        expect(wanted.findIn(list, listed)).toEqual(expected);
        expect(wanted.findIn(list, undefined)).toEqual(expected);
      }
      for (const each of all) expect(listed.mayHave(each)).toBe(true);
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
