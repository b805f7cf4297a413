import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ContentScan } from '../../../src/sources/provenance/content-scan.ts';

const patterns = ['containerd.task.v2.Task', 'containerd.task.v3.Task'].map((text) => ({
  name: text,
  bytes: Buffer.from(text),
  isName: false,
}));

function scan(parts: readonly Buffer[]) {
  const one = new ContentScan(['sha256', 'md5'], patterns);
  for (const part of parts) one.add(part);
  return one.finish();
}

it('ContentScan gives the same for every way to cut a content into parts', () => {
  const noise = Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 37) % 251));
  const content = Buffer.concat([noise, Buffer.from('7containerd.task.v3.Task92.4.0-beta+unknown'), noise]);
  const digest = (name: string) => createHash(name).update(content).digest('hex');
  const expected = {
    digests: { sha256: digest('sha256'), md5: digest('md5') },
    patterns: ['containerd.task.v3.Task'],
    constant: '2.4.0-beta',
  };

  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: content.length }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), content.length];
      expect(scan(at.slice(1).map((end, index) => content.subarray(at[index], end)))).toEqual(expected);
    }),
    { seed: 7, numRuns: 300 },
  );
});

it.each([
  ['string before1.6.20+unknown', '1.6.20'],
  ['1231.7.24+unknown', '1.7.24'],
  ['+unknown then 2.3.4+unknown', '2.3.4'],
  ['v1.2+unknown', undefined],
  ['1.1.1+unknow', undefined],
])('ContentScan reads the version constant in %j', (text, constant) => {
  expect(scan([Buffer.from(text)]).constant).toBe(constant);
});

it.each([-40, -20, -10, 0, 10])('ContentScan finds what is %i bytes from a multiple of 64 KiB', (offset) => {
  const content = Buffer.alloc(3 * 65_536, '.');
  content.write('containerd.task.v2.Task', 65_536 + offset);
  content.write('91.7.24+unknown', 2 * 65_536 + offset);

  expect(scan([content])).toMatchObject({ patterns: ['containerd.task.v2.Task'], constant: '1.7.24' });
});

it('ContentScan looks in each part for what it can have, and not across two parts', () => {
  const one = new ContentScan(
    ['md5'],
    [
      { name: 'text', bytes: Buffer.from('a text'), isName: false },
      { name: 'name', bytes: Buffer.from('aFunction'), isName: true },
      { name: 'path', bytes: Buffer.from('a/path'), isName: true },
      { name: 'torn', bytes: Buffer.from('in two'), isName: false },
    ],
  );
  const parts = [
    ['neither', 'a text, aFunction, a/path, 1.7.24+unknown'],
    ['names', 'a text, aFunction, 1.7.24+unknown'],
    ['texts', 'a/path, in '],
    ['texts', 'two'],
  ] as const;
  for (const [content, text] of parts) {
    one.begin(content);
    one.add(Buffer.from(text));
  }

  const all = parts.map(([, text]) => text).join('');
  expect(one.finish()).toEqual({
    digests: { md5: createHash('md5').update(all).digest('hex') },
    patterns: ['name', 'path'],
  });
});
