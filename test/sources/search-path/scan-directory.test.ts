import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inserted, textName } from '../../../src/sources/search-path/scan-directory.ts';

const named = fc.string({ unit: fc.constantFrom('a', 'b', '\u{10000}', '\uffff'), minLength: 1, maxLength: 3 });
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const ofName = (name: string) => ({ name: textName(name) });

it('inserted() puts each item in its place, in the order of the bytes', () => {
  const run = fc.property(fc.uniqueArray(named, { maxLength: 20 }), fc.nat(20), (names, count) => {
    const [there, fresh] = [names.slice(count).sort(byBytes), names.slice(0, count)];
    const listed = inserted(there.map(ofName), fresh.map(ofName)).map(({ name }) => name.name);
    expect(listed).toEqual([...names].sort(byBytes));
  });
  fc.assert(run, { numRuns: 300 });
});
