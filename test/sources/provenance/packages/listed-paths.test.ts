import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ListedPaths } from '../../../../src/sources/provenance/packages/listed-paths.ts';

const path = fc
  .array(fc.stringMatching(/^[a-zé0-9.+-]{1,12}$/), { minLength: 1, maxLength: 6 })
  .map((parts) => `/${parts.join('/')}`);

it('every path of every list may be listed, whether the list ends with a newline or not', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(path), fc.boolean())), (lists) => {
      const listed = new ListedPaths();
      for (const [paths, isEnded] of lists) listed.add(Buffer.from(paths.join('\n') + (isEnded ? '\n' : '')));
      for (const each of lists.flatMap(([paths]) => paths)) expect(listed.mayHave(each)).toBe(true);
    }),
  );
});

it('few paths may be listed that are not', () => {
  const listed = new ListedPaths();
  const paths = Array.from({ length: 100_000 }, (_, index) => `/usr/share/doc/package-${index % 977}/file-${index}`);
  listed.add(Buffer.from(paths.join('\n')));

  const others = Array.from({ length: 10_000 }, (_, index) => `/usr/bin/containerd-shim-other${index}-v1`);

  expect(others.filter((each) => listed.mayHave(each)).length).toBeLessThan(500);
});
