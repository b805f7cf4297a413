import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findingsAbout } from '../../../src/core/resolve/findings-about.ts';
import type { Finding } from '../../../src/model/inventory/finding.ts';
import type { Inventory } from '../../../src/model/inventory/inventory.ts';
import type { Resolution } from '../../../src/model/resolution.ts';

const subjects = ['/bin/a', '/bin/b', '/bin/c', 'a', 'b', 'c'];
const finding = fc.record({ subject: fc.constantFrom(...subjects), code: fc.constantFrom('one', 'next-start-fails') });
const asked = fc.record({
  name: fc.constantFrom('a', 'b', 'nobody'),
  path: fc.constantFrom(undefined, '/bin/a', '/bin/b'),
  suggestions: fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), available: fc.boolean() }), { maxLength: 3 }),
  refusedConfig: fc.constantFrom(undefined, undefined, {}),
});
const shims = ['a', 'b', 'c', 'a'].map((runtime) => ({ runtime, path: `/bin/${runtime}` }));

it('findingsAbout() gives the findings of a comparison with each one, in their order', () => {
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 12 }), asked, (found, question) => {
      const inventory = { findings: found, shims } as unknown as Pick<Inventory, 'findings' | 'shims'>;
      const answer = { ...question, attempts: [] } as unknown as Resolution;
      const near = question.suggestions.filter(({ available }) => !available).map(({ name }) => `/bin/${name}`);
      const isAbout = ({ subject, code }: Pick<Finding, 'subject' | 'code'>) =>
        [question.name, question.path, ...near].includes(subject) ||
        (question.refusedConfig !== undefined && code === 'next-start-fails');

      expect(findingsAbout([answer], inventory)).toEqual(found.filter(isAbout));
    }),
  );
});
